package io.kvorum.integrity.escrow;

import io.kvorum.client.KvorumException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Brings rights to a region that lacks some, from those that have most. */
record Fetching(Carrier carrier, Region home, EscrowOptions options) {
    /** A region that lacks something takes so much of what another one has, if that is more: the next spends are local again. */
    private static final int SHARE = 4;

    private record Source(Region region, long left) {}

    /**
     * Fetches what is lacking, as far as regions can be reached. What was on its way here comes first.
     *
     * @param amount that is to be left here in the end
     * @return whether anything has arrived
     */
    boolean fetch(String key, long amount) {
        List<Source> sources = new ArrayList<>();
        boolean arrived = false;
        for (Region region : carrier.regions().values()) {
            if (!region.name().equals(home.name())) {
                arrived |= look(key, region, sources);
            }
        }
        sources.sort(Comparator.comparingLong(Source::left).reversed());
        long lacking = amount - home.read(key).orElse(Share.EMPTY).left();
        for (Source source : sources) {
            if (lacking <= 0) {
                break;
            }
            long wanted = Math.min(source.left(), Math.max(lacking, source.left() / SHARE));
            if (moved(key, source.region(), wanted)) {
                lacking -= wanted;
                arrived = true;
            }
        }
        return arrived;
    }

    private boolean look(String key, Region region, List<Source> sources) {
        try {
            Share share = region.read(key).orElse(Share.EMPTY);
            if (share.left() > 0) {
                sources.add(new Source(region, share.left()));
            }
            return carrier.carryFrom(key, region, share).stream()
                    .anyMatch(transfer -> transfer.to().equals(home.name()) && transfer.arrived());
        } catch (KvorumException e) {
            // It cannot be reached: it has nothing to give now, and who asked is told what is lacking.
            return false;
        }
    }

    private boolean moved(String key, Region from, long amount) {
        try {
            return carrier.transfer(
                            key, from, new Change.Send(home.name(), amount, options.maxTransfers()), Optional.empty())
                    .arrived();
        } catch (KvorumException | InsufficientRights | TooManyTransfers e) {
            // Others were faster, or it cannot be reached any more.
            return false;
        }
    }
}
