package io.kvorum.crdt.type;

import io.kvorum.crdt.codec.MalformedBytesException;

/** The types. The code is part of the stored format and never changes. */
public enum Kind {
    REGISTER(1),
    SET(2),
    COUNTER(3),
    MAP(4);

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Kind ofCode(int code) {
        for (Kind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MalformedBytesException("unknown type " + code);
    }

    /** The value of this type that has no history. */
    public DotStore<?> empty() {
        return switch (this) {
            case REGISTER -> Register.EMPTY;
            case SET -> OrSet.EMPTY;
            case COUNTER -> PnCounter.EMPTY;
            case MAP -> OrMap.EMPTY;
        };
    }
}
