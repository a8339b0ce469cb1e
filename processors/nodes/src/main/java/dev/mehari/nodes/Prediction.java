// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import dev.mehari.tensor.NamedTensors;

/**
 * One answered request.
 *
 * @param id the prediction id: the request's id
 * @param graph the graph that answered
 * @param revision its revision's number
 * @param outputs the outputs wanted, in the order wanted
 * @param path which branches answered, such as {@code score=1}; rows that went different ways are told in row order,
 *     {@code score=0,1,1}; empty for a graph without branches
 */
public record Prediction(String id, String graph, long revision, NamedTensors outputs, String path) {}
