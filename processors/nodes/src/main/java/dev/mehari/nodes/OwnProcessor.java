// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Traceable;
import org.apache.camel.processor.BaseProcessorSupport;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.support.service.ServiceHelper;

/** What our processors share: Camel's names for them, and the life of the steps inside. */
@SuppressWarnings("NullAway.Init") // Camel gives the ids right after the constructor
abstract class OwnProcessor extends BaseProcessorSupport
        implements Navigate<Processor>, Traceable, IdAware, RouteIdAware {
    private final List<AsyncProcessor> inside;
    private final String label;
    private String id;
    private String routeId;

    OwnProcessor(String label, List<AsyncProcessor> inside) {
        this.label = label;
        this.inside = List.copyOf(inside);
    }

    @Override
    public List<Processor> next() {
        return List.copyOf(inside);
    }

    @Override
    public boolean hasNext() {
        return !inside.isEmpty();
    }

    @Override
    protected void doInit() throws Exception {
        ServiceHelper.initService(inside);
    }

    @Override
    protected void doStart() throws Exception {
        ServiceHelper.startService(inside);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(inside);
    }

    @Override
    protected void doShutdown() throws Exception {
        ServiceHelper.stopAndShutdownServices(inside);
    }

    @Override
    public String getTraceLabel() {
        return label;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public void setId(String id) {
        this.id = id;
    }

    @Override
    public String getRouteId() {
        return routeId;
    }

    @Override
    public void setRouteId(String routeId) {
        this.routeId = routeId;
    }

    @Override
    public String toString() {
        return label + "[" + id + "]";
    }
}
