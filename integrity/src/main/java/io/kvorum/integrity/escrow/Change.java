package io.kvorum.integrity.escrow;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.idempotency.Fingerprint;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** What a request does to the share of one region. Pure. */
sealed interface Change {
    long amount();

    /** @throws EscrowRefused if it cannot be done */
    Share applyTo(Share share, Place place);

    record Allocate(long amount) implements Change {
        @Override
        public Share applyTo(Share share, Place place) {
            if (share.allocated() > Escrow.MOST_RIGHTS - amount) {
                throw new TooManyRights(place, amount, share.allocated());
            }
            return share.allocated(amount);
        }
    }

    record Retire(long amount) implements Change {
        @Override
        public Share applyTo(Share share, Place place) {
            return requireLeft(share, amount, place).allocated(-amount);
        }
    }

    record Spend(long amount) implements Change {
        @Override
        public Share applyTo(Share share, Place place) {
            return requireLeft(share, amount, place).spent(amount);
        }
    }

    record GiveBack(long amount) implements Change {
        @Override
        public Share applyTo(Share share, Place place) {
            if (share.spent() < amount) {
                throw new MoreThanSpent(place, amount, share.spent());
            }
            return share.spent(-amount);
        }
    }

    /** Begins a transfer. @param maxPending so many may be on their way from the region */
    record Send(String to, long amount, int maxPending) implements Change {
        @Override
        public Share applyTo(Share share, Place place) {
            Share enough = requireLeft(share, amount, place);
            if (enough.pending() >= maxPending) {
                throw new TooManyTransfers(place, enough.pending());
            }
            return enough.sent(to, amount);
        }
    }

    private static Share requireLeft(Share share, long amount, Place place) {
        if (share.left() < amount) {
            throw new InsufficientRights(place, amount, share.left(), OptionalLong.empty());
        }
        return share;
    }

    /** Tells this request from another one under the same id. */
    default long fingerprint() {
        Bytes words = Bytes.ofUtf8(
                switch (this) {
                    case Allocate allocate -> "allocate";
                    case Retire retire -> "retire";
                    case Spend spend -> "spend";
                    case GiveBack giveBack -> "give back";
                    case Send send -> "send to " + send.to();
                });
        return ByteBuffer.wrap(Fingerprint.of(words, Bytes.ofUtf8(Long.toString(amount())))
                        .array())
                .getLong();
    }
}
