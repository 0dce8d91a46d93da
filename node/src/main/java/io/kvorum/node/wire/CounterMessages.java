package io.kvorum.node.wire;

import io.kvorum.protocol.client.CounterFound;
import io.kvorum.protocol.client.CounterLacking;
import io.kvorum.protocol.client.ReadCounterRequest;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.Optional;

/** Reads of counters, from records to protobuf and back. */
final class CounterMessages {
    private CounterMessages() {}

    static ReadCounterRequest encode(ClientRequest.ReadCounter read) {
        ReadCounterRequest.Builder out = ReadCounterRequest.newBuilder()
                .setBucket(read.bucket())
                .setKey(Parts.wrap(read.key()))
                .setType(RequestCodec.encodeType(read.type()))
                .setLevel(RequestCodec.encodeLevel(read.level()));
        read.relativeTo().ifPresent(clock -> out.setRelativeTo(Parts.dots(clock)));
        return out.build();
    }

    static ClientRequest.ReadCounter decode(ReadCounterRequest read) {
        return new ClientRequest.ReadCounter(
                read.getBucket(),
                Parts.bytes(read.getKey()),
                RequestCodec.decodeType(read.getType()),
                RequestCodec.decodeLevel(read.getLevel()),
                read.hasRelativeTo() ? Optional.of(Parts.dots(read.getRelativeTo())) : Optional.empty());
    }

    static CounterFound encode(ClientReply.CounterFound found) {
        return CounterFound.newBuilder()
                .setValue(found.value())
                .setReceipt(ReplyEncoder.receipt(found.receipt()))
                .build();
    }

    static ClientReply.CounterFound decode(CounterFound found) {
        return new ClientReply.CounterFound(found.getValue(), ReplyDecoder.receipt(found.getReceipt()));
    }

    static CounterLacking encode(ClientReply.CounterLacking lacking) {
        return CounterLacking.newBuilder()
                .addAllIncrements(Parts.mapped(lacking.increments(), Parts::wrap))
                .setClock(Parts.dots(lacking.clock()))
                .setComplete(lacking.isComplete())
                .build();
    }

    static ClientReply.CounterLacking decode(CounterLacking lacking) {
        return new ClientReply.CounterLacking(
                Parts.mapped(lacking.getIncrementsList(), Parts::bytes),
                Parts.dots(lacking.getClock()),
                lacking.getComplete());
    }
}
