package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the keys of an eventual bucket are. Fixed when the bucket is created. */
public enum CellType {
    /** Plain values: concurrent ones are siblings, and mean nothing to the nodes. */
    NONE(0, "none"),
    /** On or off; an enabling wins over disablings that have not seen it. */
    FLAG(1, "flag"),
    /** On or off; a disabling wins over enablings that have not seen it. */
    DISABLE_WINS_FLAG(2, "disable-wins-flag"),
    /** The value with the highest stamp. */
    LAST_WRITER_REGISTER(3, "lww-register"),
    /** All values that no other write has seen. */
    MULTI_VALUE_REGISTER(4, "mv-register"),
    /** The highest number of all. */
    MAX_REGISTER(5, "max-register"),
    /** The lowest number of all. */
    MIN_REGISTER(6, "min-register"),
    /** About how many distinct things were added. */
    DISTINCT_COUNT(7, "hll"),
    /** Elements; an add wins over removals that have not seen it, and a removal leaves nothing. */
    SET(8, "set"),
    /** Elements; a removal wins over adds that have not seen it, and stays as a mark until an add has. */
    REMOVE_WINS_SET(9, "remove-wins-set"),
    /** Fields, each of a type of its own; see {@link MapField}. */
    MAP(10, "map"),
    /** A number, the sum of all increments; each is an element by its write id, so that a retry counts once. See {@link Increments}. */
    COUNTER(11, "counter"),
    /** The same, of positive increments only. */
    GROW_COUNTER(12, "grow-counter");

    private final int code;
    private final String text;

    CellType(int code, String text) {
        this.code = code;
        this.text = text;
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
        switch (this) {
            case NONE, MULTI_VALUE_REGISTER -> {
                // Any bytes.
            }
            case FLAG, DISABLE_WINS_FLAG, REMOVE_WINS_SET -> Operand.Toggle.read(operand);
            case LAST_WRITER_REGISTER -> Operand.Stamped.read(operand);
            case MAX_REGISTER, MIN_REGISTER -> Operand.Extreme.read(operand);
            case DISTINCT_COUNT -> Operand.readSketch(operand);
            case SET -> checkAdd(operand);
            case COUNTER -> Operand.Increment.read(operand);
            case GROW_COUNTER -> checkGrows(operand);
            case MAP -> throw new MalformedBytesException("a map has fields, and no value of its own");
        }
    }

    private static void checkAdd(Bytes operand) {
        if (!Operand.Toggle.read(operand).on()) {
            throw new MalformedBytesException("an element of a set is added or deleted, and nothing else");
        }
    }

    private static void checkGrows(Bytes operand) {
        long delta = Operand.Increment.read(operand).delta();
        if (delta < 0) {
            throw new MalformedBytesException("a grow-counter only grows, and this is " + delta);
        }
    }

    /** Has each key elements, with a row each? */
    public boolean isCollection() {
        return this == SET || this == REMOVE_WINS_SET || this == MAP || isCounter();
    }

    /** Is a key a number, and each element an increment of it? */
    public boolean isCounter() {
        return this == COUNTER || this == GROW_COUNTER;
    }

    /** Is the row with this {@code sub} one of a counter: an increment, or the sum of those that were folded? */
    public static boolean isOfCounter(Bytes sub) {
        int code = sub.isEmpty() ? 0 : sub.array()[0];
        return code == COUNTER.code || code == GROW_COUNTER.code;
    }

    /** Is the row with this {@code sub} an increment of a counter? */
    public static boolean isIncrement(Bytes sub) {
        return isOfCounter(sub) && sub.length() == 1 + Increments.ELEMENT_BYTES;
    }

    /**
     * What the row of an element holds: in a map it depends on the field.
     *
     * @throws MalformedBytesException if it names no field of a map
     */
    public CellType cellOf(Bytes element) {
        return this == MAP ? MapField.ofElement(element).type() : this;
    }

    /** Does an update write what it was shown again, together with its own? Then what others wrote lasts as long as the update. */
    public boolean carriesOn() {
        return this == MAX_REGISTER || this == MIN_REGISTER || this == DISTINCT_COUNT;
    }

    /** Are there versions that say that something is not there, and win over what they have not seen? They must not expire. */
    public boolean hasMarks() {
        return this == REMOVE_WINS_SET || this == DISABLE_WINS_FLAG;
    }

    /** The name of an element among all rows of its key: the code of the type, so that the row says by itself what it is, and its bytes. */
    public Bytes sub(Bytes element) {
        return Bytes.of(new ByteWriter(1 + element.length())
                .writeByte(code)
                .writeRaw(element.array())
                .toByteArray());
    }

    /** The inverse of {@link #sub}. */
    public Bytes elementOf(Bytes sub) {
        return Bytes.of(Arrays.copyOfRange(sub.array(), 1, sub.length()));
    }

    /**
     * Is an element in, or a field there?
     *
     * @param sub as in {@link #sub}; one of a type that this program does not know is not in, nor is one whose versions it cannot read
     */
    public static boolean isIn(Bytes sub, List<Version> live) {
        if (sub.array()[0] == SET.code || sub.array()[0] == MAP.code || isOfCounter(sub)) {
            return Cells.isLive(live);
        }
        try {
            return sub.array()[0] == REMOVE_WINS_SET.code && Cells.isInRemoveWins(live);
        } catch (MalformedBytesException e) {
            return false;
        }
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
