package io.kvorum.integrity.escrow;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.record.EscrowOutgoing;
import io.kvorum.integrity.record.EscrowTransfer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads all regions, one after the other. Rights that move meanwhile could be seen in two regions, or rather: more could be seen to have arrived
 * than to have left. Then all are read again, a few times.
 */
final class Looking {
    private static final int TRIES = 4;

    private final String key;
    private final Map<String, Share> shares = new HashMap<>();
    private final Map<String, String> unreached = new HashMap<>();
    private boolean exists;

    private Looking(String key) {
        this.key = key;
    }

    static EscrowView at(String key, Collection<Region> regions) {
        for (int i = 1; ; i++) {
            Looking looking = new Looking(key);
            regions.forEach(looking::read);
            if (i == TRIES || looking.agrees()) {
                return looking.view();
            }
        }
    }

    private void read(Region region) {
        try {
            Share share = region.read(key).orElse(Share.EMPTY);
            exists |= !share.equals(Share.EMPTY);
            shares.put(region.name(), share);
        } catch (KvorumException e) {
            unreached.put(region.name(), e.getMessage() == null ? e.code().name() : e.getMessage());
        }
    }

    private boolean agrees() {
        return shares.entrySet().stream()
                .allMatch(source -> shares.keySet().stream()
                        .allMatch(target -> underWay(source.getKey(), source.getValue(), target) >= 0));
    }

    /** What has left and not arrived. */
    private long underWay(String from, Share source, String to) {
        EscrowOutgoing lane = source.to(to);
        Share target = shares.get(to);
        return target == null
                ? lane.getPendingList().stream()
                        .mapToLong(EscrowTransfer::getAmount)
                        .sum()
                : lane.getSent() - target.from(from).getReceived();
    }

    private EscrowView view() {
        SortedMap<String, RegionView> views = new TreeMap<>();
        unreached.forEach((name, why) -> views.put(name, new RegionView.Unreached(why)));
        shares.forEach((name, share) -> {
            SortedMap<String, Long> onTheWay = new TreeMap<>();
            share.record().getOutgoingMap().keySet().forEach(to -> {
                long amount = underWay(name, share, to);
                if (amount > 0) {
                    onTheWay.put(to, amount);
                }
            });
            views.put(name, new RegionView.Reached(share.allocated(), share.left(), share.spent(), onTheWay));
        });
        return new EscrowView(key, views, exists);
    }
}
