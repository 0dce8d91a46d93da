package io.kvorum.crdt.codec;

/** The bytes do not follow the encoding. Nothing was read from them that may be used. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
