package io.kvorum.commerce.domain;

import io.kvorum.crdt.codec.Bytes;

/**
 * A command, and what its caller is told once it is carried out. The answer is stored with the record of the request, so whoever asks again is told
 * the same bytes. It follows from the request alone: the state may be another one when the command is decided anew after a conflict.
 *
 * @param answer empty: what the decision says
 */
public record Answered<C>(C command, Bytes answer) {
    public static <C> Answered<C> silent(C command) {
        return new Answered<>(command, Bytes.EMPTY);
    }
}
