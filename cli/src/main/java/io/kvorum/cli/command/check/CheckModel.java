package io.kvorum.cli.command.check;

import io.kvorum.harness.checker.linear.ObjectKind;
import java.util.Locale;
import java.util.Optional;

/** What {@code kvctl check} judges a history by. */
enum CheckModel {
    REGISTER(Optional.of(ObjectKind.REGISTER)),
    CAS(Optional.of(ObjectKind.CAS)),
    SET(Optional.of(ObjectKind.SET)),
    COUNTER(Optional.of(ObjectKind.COUNTER)),
    SESSION(Optional.empty()),
    EVENTUAL(Optional.empty());

    private final Optional<ObjectKind> kind;

    CheckModel(Optional<ObjectKind> kind) {
        this.kind = kind;
    }

    /** Of the object, if linearizability is asked for. */
    Optional<ObjectKind> kind() {
        return kind;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
