package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the keys of an eventual bucket are. Fixed when the bucket is created. */
public enum CellType {
    /** Plain values: concurrent ones are siblings, and mean nothing to the nodes. */
    NONE(0, "none", bytes -> {}),
    /** On or off; an enabling wins over disablings that have not seen it. */
    FLAG(1, "flag", Operand.Toggle::read),
    /** On or off; a disabling wins over enablings that have not seen it. */
    DISABLE_WINS_FLAG(2, "disable-wins-flag", Operand.Toggle::read),
    /** The value with the highest stamp. */
    LAST_WRITER_REGISTER(3, "lww-register", Operand.Stamped::read),
    /** All values that no other write has seen. */
    MULTI_VALUE_REGISTER(4, "mv-register", bytes -> {}),
    /** The highest number of all. */
    MAX_REGISTER(5, "max-register", Operand.Extreme::read),
    /** The lowest number of all. */
    MIN_REGISTER(6, "min-register", Operand.Extreme::read),
    /** About how many distinct things were added. */
    DISTINCT_COUNT(7, "hll", Operand::readSketch);

    private final int code;
    private final String text;
    private final Consumer<Bytes> reader;

    CellType(int code, String text, Consumer<Bytes> reader) {
        this.code = code;
        this.text = text;
        this.reader = reader;
    }

    /** Its number in stored bytes; never given to another type. */
    public int code() {
        return code;
    }

    /** Its name on the wire, in properties of buckets and on the command line. */
    public String text() {
        return text;
    }

    /** @throws MalformedBytesException if the bytes are not what a version of this type holds */
    public void check(Bytes operand) {
        reader.accept(operand);
    }

    public static Optional<CellType> parse(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    public static Optional<CellType> ofCode(long code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** The names of all. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(CellType::text).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
