package io.kvorum.client.lease;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One actor's way to a register that all share: slow, at times very slow, and lossy. */
final class StageStore implements LeaseStore {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Stage stage;
    private final Stage.Actor actor;
    private final FakeRegister register;
    /** How often it was told that a write id is not remembered any more. */
    long forgotten;

    StageStore(Stage stage, Stage.Actor actor, FakeRegister register) {
        this.stage = stage;
        this.actor = actor;
        this.register = register;
    }

    @Override
    public String bucket() {
        return "locks";
    }

    @Override
    public Optional<StoredLease> read(Bytes key) {
        travel();
        Optional<StoredLease> found = register.read(key);
        travel();
        if (chance(20)) {
            throw FakeRegister.unavailable();
        }
        return found;
    }

    @Override
    public long write(Bytes key, LeaseChange change, Optional<WriteId> retryOf) {
        WriteId id = retryOf.orElseGet(register::newWriteId);
        boolean retry = retryOf.isPresent();
        travel();
        if (chance(20)) {
            throw FakeRegister.unavailable();
        }
        if (!chance(3)) {
            try {
                return register.apply(id, key, change, retry);
            } catch (OutcomeUnknown e) {
                forgotten++;
                throw e;
            } finally {
                travel();
            }
        }
        switch (random().nextInt(3)) {
            case 0 -> {}
            case 1 -> applyUnheard(id, key, change, retry);
            default ->
                stage.at(stage.now() + random().nextLong(40 * SECOND), () -> applyUnheard(id, key, change, retry));
        }
        travel();
        throw FakeRegister.unknown(chance(4) ? Optional.empty() : Optional.of(id));
    }

    private void applyUnheard(WriteId id, Bytes key, LeaseChange change, boolean retry) {
        try {
            register.apply(id, key, change, retry);
        } catch (KvorumException e) {
            // Nobody hears of it.
        }
    }

    private void travel() {
        actor.pause(random().nextLong(chance(15) ? 15 * SECOND : SECOND / 2));
    }

    private boolean chance(int oneIn) {
        return random().nextInt(oneIn) == 0;
    }

    private Random random() {
        return stage.random;
    }
}
