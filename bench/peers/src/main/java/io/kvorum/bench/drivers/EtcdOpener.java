package io.kvorum.bench.drivers;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.internal.GrpcUtil;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.kvorum.bench.peer.StoreOpener;
import io.kvorum.bench.store.Store;
import java.util.ArrayList;
import java.util.List;

/** Connects to all members of an etcd cluster over gRPC. */
public final class EtcdOpener implements StoreOpener {
    @Override
    public String kind() {
        return "etcd";
    }

    @Override
    public String driver() {
        return "stubs of jetcd over gRPC " + GrpcUtil.getGrpcBuildVersion().getImplementationVersion()
                + ", to the leader";
    }

    @Override
    public Store open(List<String> endpoints) {
        List<ManagedChannel> channels = new ArrayList<>();
        for (String endpoint : endpoints) {
            channels.add(NettyChannelBuilder.forTarget(endpoint)
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
        return new EtcdStore(channels, leader(channels));
    }

    /** A follower would forward each write, and ask the leader before each read. */
    private static int leader(List<ManagedChannel> channels) {
        for (int member = 0; member < channels.size(); member++) {
            StatusResponse status =
                    MaintenanceGrpc.newBlockingStub(channels.get(member)).status(StatusRequest.getDefaultInstance());
            if (status.getLeader() == status.getHeader().getMemberId()) {
                return member;
            }
        }
        throw new IllegalStateException("no member of etcd is the leader");
    }
}
