package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import org.jspecify.annotations.Nullable;

/** What an acceptor has stored of a register: the value, its ballot, and what was promised with it. Most rounds need no value. */
final class Accepted {
    private final Ballot ballot;
    private final Ballot promised;
    private final byte[] bytes;
    private @Nullable RegisterValue value;

    private Accepted(Ballot ballot, Ballot promised, byte[] bytes) {
        this.ballot = ballot;
        this.promised = promised;
        this.bytes = bytes;
    }

    static Accepted of(Ballot ballot, Ballot promised, RegisterValue value) {
        Accepted accepted = new Accepted(ballot, promised, value.toBytes());
        accepted.value = value;
        return accepted;
    }

    static Accepted fromBytes(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        Ballot ballot = Ballot.readFrom(in);
        Ballot promised = Ballot.readFrom(in);
        return new Accepted(ballot, promised, in.readRaw(in.remaining()));
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(48 + bytes.length);
        ballot.writeTo(out);
        promised.writeTo(out);
        return out.writeRaw(bytes).toByteArray();
    }

    Ballot ballot() {
        return ballot;
    }

    Ballot promised() {
        return promised;
    }

    RegisterValue value() {
        RegisterValue known = value;
        if (known == null) {
            known = RegisterValue.fromBytes(bytes);
            value = known;
        }
        return known;
    }

    int valueBytes() {
        return bytes.length;
    }
}
