package io.kvorum.replication.acceptor;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RegisterReport;
import io.kvorum.replication.message.RegisterVerdict;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.message.Tombstone;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;

/** Tells another replica what this one has of the registers that it asks about. As any answer, by a voter of its epoch only. */
public final class RegisterComparison {
    /** Of values that are read for one answer. */
    private static final long MAX_BYTES = 512 << 10;

    private final ShardState shard;
    private final RegisterMessages acceptors;

    public RegisterComparison(ShardState shard, RegisterMessages acceptors) {
        this.shard = shard;
        this.acceptors = acceptors;
    }

    public void onCompare(int node, PeerMessage.CompareRegisters question) {
        int partition = question.partition();
        RegisterVerdict verdict =
                acceptors.voting().refusal(partition, question.epoch()).orElse(RegisterVerdict.GRANTED);
        boolean granted = verdict == RegisterVerdict.GRANTED;
        Acceptor acceptor = acceptors.acceptor(partition);
        shard.send(
                node,
                new PeerMessage.RegistersCompared(
                        partition,
                        question.request(),
                        verdict,
                        acceptors.voting().epoch(),
                        shard.now().wallMillis(),
                        granted ? acceptor.floor().ballot() : Ballot.NONE,
                        granted ? reports(acceptor, question.registers()) : List.of()),
                Hold.UNTIL_DURABLE);
    }

    private static List<RegisterReport> reports(Acceptor acceptor, List<RowKey> registers) {
        List<RegisterReport> reports = new ArrayList<>();
        long bytes = 0;
        for (RowKey register : registers) {
            if (bytes >= MAX_BYTES) {
                break;
            }
            Acceptor.Glance glance = acceptor.glance(register);
            bytes += glance.bytes();
            reports.add(new RegisterReport(glance.promised(), glance.accepted()));
        }
        return reports;
    }

    /** All replicas have said that they have these tombstones, or have dropped them: that remains so as long as all vote. */
    public void onDrop(PeerMessage.DropTombstones drop) {
        if (acceptors.voting().refusal(drop.partition(), drop.epoch()).isEmpty()) {
            Acceptor acceptor = acceptors.acceptor(drop.partition());
            for (Tombstone tombstone : drop.tombstones()) {
                if (acceptor.drop(tombstone.register(), tombstone.accepted())) {
                    shard.meter().tombstoneDropped();
                }
            }
        }
    }
}
