// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RowPathTest {
    @Test
    void aRowHasItsOwnBranch() {
        assertThat(RowPath.of("score=0,1,1", 0, 1)).isEqualTo("score=0");
        assertThat(RowPath.of("score=0,1,1", 2, 3)).isEqualTo("score=1");
    }

    @Test
    void rowsThatWentTogetherAreToldOnce() {
        assertThat(RowPath.of("score=0,1,1", 1, 3)).isEqualTo("score=1");
        assertThat(RowPath.of("score=0,1,1", 0, 2)).isEqualTo("score=0,1");
    }

    @Test
    void aBlockThatAllWentThroughAlikeStays() {
        assertThat(RowPath.of("score=1 inner=-,0,2", 1, 2)).isEqualTo("score=1 inner=0");
        assertThat(RowPath.of("score=1 inner=-,0,2", 0, 1)).isEqualTo("score=1 inner=-");
    }
}
