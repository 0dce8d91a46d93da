package io.kvorum.client;

import io.kvorum.client.TypedBucket.Place;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.WriteId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * An update of a typed bucket as it was sent: all that makes it the same one when it is sent again. An update that is done anew reads the
 * key again, and replaces what others, or it itself, have written since: a flag that was switched off meanwhile would be switched on
 * once more. The level at which it is sent again is that of the bucket, or of {@link TypedBucket#writing}. {@link KvorumClient#resend} has the effect of one, through whichever node and client, while write ids are recognised.
 *
 * @param context replaces what the read before it showed
 * @param operand what it writes; empty deletes
 * @param ttl of the value; the bucket's if empty
 */
public record UnfinishedUpdate(
        String bucket,
        CellType type,
        Place place,
        Context context,
        WriteId writeId,
        Optional<Bytes> operand,
        Optional<Duration> ttl) {
    private static final int FORMAT = 1;

    /** To be kept, also over an end of this program. */
    public byte[] toByteArray() {
        ByteWriter out = new ByteWriter().writeByte(FORMAT);
        out.writeBytes(bucket.getBytes(StandardCharsets.UTF_8)).writeByte(type.code());
        out.writeBytes(place.key().array()).writeBytes(place.element().array());
        out.writeBytes(context.token().array());
        writeId.writeTo(out);
        out.writeByte(operand.isPresent() ? 1 : 0);
        operand.ifPresent(bytes -> out.writeBytes(bytes.array()));
        out.writeVarLong(ttl.map(Duration::toMillis).orElse(0L));
        return out.toByteArray();
    }

    /** @throws MalformedBytesException if {@link #toByteArray} did not make the bytes */
    public static UnfinishedUpdate fromByteArray(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("an update of format " + format + ", this program reads " + FORMAT);
        }
        String bucket = new String(in.readBytes(), StandardCharsets.UTF_8);
        int code = in.readByte();
        CellType type = CellType.ofCode(code)
                .orElseThrow(() -> new MalformedBytesException("type " + code + " is not known to this program"));
        Place place = new Place(Bytes.of(in.readBytes()), Bytes.of(in.readBytes()));
        Context context = new Context(Bytes.of(in.readBytes()));
        WriteId id = WriteId.readFrom(in);
        Optional<Bytes> operand = in.readByte() == 1 ? Optional.of(Bytes.of(in.readBytes())) : Optional.empty();
        long ttlMillis = in.readVarLong();
        in.expectEnd();
        return new UnfinishedUpdate(
                bucket,
                type,
                place,
                context,
                id,
                operand,
                ttlMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(ttlMillis)));
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it did not write this
     */
    public static UnfinishedUpdate parse(String text) {
        try {
            return fromByteArray(Base64.getUrlDecoder().decode(text));
        } catch (MalformedBytesException e) {
            throw new IllegalArgumentException("not an unfinished update: " + e.getMessage(), e);
        }
    }

    /** In URL-safe base64 without padding. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(toByteArray());
    }
}
