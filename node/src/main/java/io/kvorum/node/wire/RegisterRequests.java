package io.kvorum.node.wire;

import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.client.ConditionsFailed;
import io.kvorum.protocol.client.ReadRegisterRequest;
import io.kvorum.protocol.client.RegisterEntry;
import io.kvorum.protocol.client.RegisterFound;
import io.kvorum.protocol.client.UpdateRegisterRequest;
import io.kvorum.protocol.client.Updated;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Condition;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.Optional;

/** Requests about strong buckets and their answers, between records and protobuf. */
final class RegisterRequests {
    private RegisterRequests() {}

    static UpdateRegisterRequest encode(ClientRequest.UpdateRegister request) {
        Update update = request.update();
        return UpdateRegisterRequest.newBuilder()
                .setBucket(request.bucket())
                .addAllConditions(Parts.mapped(update.conditions(), RegisterRequests::condition))
                .addAllChanges(Parts.mapped(update.changes(), RegisterRequests::change))
                .setWriteId(Parts.writeId(update.id()))
                .setIsRetry(update.isRetry())
                .build();
    }

    static ClientRequest.UpdateRegister decode(UpdateRegisterRequest request) {
        if (!request.hasWriteId()) {
            throw new MalformedBytesException("an update needs a write id");
        }
        return new ClientRequest.UpdateRegister(
                request.getBucket(),
                new Update(
                        Parts.mapped(request.getConditionsList(), RegisterRequests::condition),
                        Parts.mapped(request.getChangesList(), RegisterRequests::change),
                        Parts.writeId(request.getWriteId()),
                        request.getIsRetry()));
    }

    private static UpdateRegisterRequest.Condition condition(Condition condition) {
        UpdateRegisterRequest.Condition.Builder out =
                UpdateRegisterRequest.Condition.newBuilder().setKey(Parts.wrap(condition.key()));
        switch (condition.kind()) {
            case ABSENT -> out.setAbsent(true);
            case PRESENT -> out.setPresent(true);
            case VERSION -> out.setVersion(condition.version());
            case VALUE -> out.setValue(Parts.wrap(condition.value()));
        }
        return out.build();
    }

    private static Condition condition(UpdateRegisterRequest.Condition condition) {
        return switch (condition.getWhatCase()) {
            case ABSENT -> Condition.absent(Parts.bytes(condition.getKey()));
            case PRESENT -> Condition.present(Parts.bytes(condition.getKey()));
            case VERSION -> Condition.version(Parts.bytes(condition.getKey()), condition.getVersion());
            case VALUE -> Condition.value(Parts.bytes(condition.getKey()), Parts.bytes(condition.getValue()));
            case WHAT_NOT_SET -> throw new MalformedBytesException("a condition of an unknown kind");
        };
    }

    private static UpdateRegisterRequest.Change change(Change change) {
        UpdateRegisterRequest.Change.Builder out =
                UpdateRegisterRequest.Change.newBuilder().setKey(Parts.wrap(change.key()));
        change.value().ifPresent(value -> out.setValue(Parts.wrap(value)));
        return out.build();
    }

    private static Change change(UpdateRegisterRequest.Change change) {
        return new Change(
                Parts.bytes(change.getKey()),
                change.hasValue() ? Optional.of(Parts.bytes(change.getValue())) : Optional.empty());
    }

    static ReadRegisterRequest encode(ClientRequest.ReadRegister read) {
        return ReadRegisterRequest.newBuilder()
                .setBucket(read.bucket())
                .setKey(Parts.wrap(read.key()))
                .setRange(read.range())
                .setAnyReplica(read.anyReplica())
                .build();
    }

    static ClientRequest.ReadRegister decode(ReadRegisterRequest read) {
        return new ClientRequest.ReadRegister(
                read.getBucket(), Parts.bytes(read.getKey()), read.getRange(), read.getAnyReplica());
    }

    static Updated encode(ClientReply.Updated updated) {
        return Updated.newBuilder()
                .setVersion(updated.version())
                .setReceipt(ReplyEncoder.receipt(updated.receipt()))
                .build();
    }

    static ClientReply decode(Updated updated) {
        return new ClientReply.Updated(updated.getVersion(), ReplyDecoder.receipt(updated.getReceipt()));
    }

    static ConditionsFailed encode(ClientReply.ConditionsFailed failed) {
        return ConditionsFailed.newBuilder()
                .addAllCurrent(Parts.mapped(failed.current(), RegisterRequests::entry))
                .setReceipt(ReplyEncoder.receipt(failed.receipt()))
                .build();
    }

    static ClientReply decode(ConditionsFailed failed) {
        return new ClientReply.ConditionsFailed(
                Parts.mapped(failed.getCurrentList(), RegisterRequests::entry),
                ReplyDecoder.receipt(failed.getReceipt()));
    }

    static RegisterFound encode(ClientReply.RegisterFound found) {
        return RegisterFound.newBuilder()
                .addAllEntries(Parts.mapped(found.entries(), RegisterRequests::entry))
                .setLinearizable(found.linearizable())
                .setReceipt(ReplyEncoder.receipt(found.receipt()))
                .build();
    }

    static ClientReply decode(RegisterFound found) {
        return new ClientReply.RegisterFound(
                Parts.mapped(found.getEntriesList(), RegisterRequests::entry),
                found.getLinearizable(),
                ReplyDecoder.receipt(found.getReceipt()));
    }

    static RegisterEntry entry(ClientReply.RegisterEntry entry) {
        RegisterEntry.Builder out =
                RegisterEntry.newBuilder().setKey(Parts.wrap(entry.key())).setVersion(entry.version());
        entry.value().ifPresent(value -> out.setValue(Parts.wrap(value)));
        return out.build();
    }

    static ClientReply.RegisterEntry entry(RegisterEntry entry) {
        return new ClientReply.RegisterEntry(
                Parts.bytes(entry.getKey()),
                entry.getVersion(),
                entry.hasValue() ? Optional.of(Parts.bytes(entry.getValue())) : Optional.empty());
    }
}
