package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;

/**
 * How far a consumer has come in one partition. It holds at any replica: a dot names the same change everywhere.
 *
 * @param dots changes that the consumer has been shown, or something later of the same key
 * @param ahead dots whose effect it may have been shown although they are not among {@code dots}: a row is shown as it is, not as
 *     it was after the change, and can even know of a removal before the clock does. Another replica must have these too before
 *     it may go on, or a key would seem to go back in time
 * @param servedBy who gave this position; that replica never goes back, so it need not be asked whether it has all this
 * @param cursor while a snapshot is being read, the stored key of the row that was shown last, or one byte before the first;
 *     empty otherwise
 */
record FeedPosition(DotSet dots, DotSet ahead, Actor servedBy, Bytes cursor) {
    private static final int VERSION = 1;

    boolean isInSnapshot() {
        return !cursor.isEmpty();
    }

    /** All that another replica must have before it goes on from here. */
    DotSet seen() {
        return dots.join(ahead);
    }

    Bytes toBytes() {
        ByteWriter out = new ByteWriter(64).writeByte(VERSION);
        dots.writeTo(out);
        ahead.writeTo(out);
        out.writeLong(servedBy.id()).writeBytes(cursor.array());
        return Bytes.of(out.toByteArray());
    }

    /** @throws MalformedBytesException if the bytes are not those of a position */
    static FeedPosition fromBytes(Bytes bytes) {
        ByteReader in = new ByteReader(bytes.array());
        int version = in.readByte();
        if (version != VERSION) {
            throw new MalformedBytesException("position of version " + version);
        }
        DotSet dots = DotSet.readFrom(in);
        DotSet ahead = DotSet.readFrom(in);
        FeedPosition position = new FeedPosition(dots, ahead, new Actor(in.readLong()), Bytes.of(in.readBytes()));
        in.expectEnd();
        return position;
    }
}
