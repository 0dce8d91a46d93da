package io.kvorum.integrity.escrow;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.escrow.BalancePolicy.Move;
import io.kvorum.integrity.escrow.BalancePolicy.Sight;
import io.kvorum.integrity.tag.TagFull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Spreads the rights of keys over the regions that can be reached, key by key. What a region spends of late is remembered in memory: half of it
 * fades with each look; what it had spent before the first look counts there as spent of late. For one thread at a time; the keys that were looked at last are
 * remembered.
 */
public final class Balancing {
    /** So many keys are remembered. */
    public static final int MOST_KEYS = 1_024;

    private final Escrow escrow;
    private final BalancePolicy policy;
    private final Map<String, Map<String, Seen>> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Seen>> eldest) {
            return size() > MOST_KEYS;
        }
    };

    /** @param spent in all, when it was looked at last */
    private record Seen(long spent, long demand) {
        static final Seen NOTHING = new Seen(0, 0);

        Seen next(long now) {
            return new Seen(now, demand / 2 + Math.max(0, now - spent));
        }
    }

    public Balancing(Escrow escrow, BalancePolicy policy) {
        this.escrow = escrow;
        this.policy = policy;
    }

    /**
     * Lets arrive what is on its way, looks at all regions that can be reached, and begins the transfers that the policy asks for. What is spent
     * meanwhile, or cannot be reached any more, is not moved.
     *
     * @return what was moved now, and what was on its way before
     */
    public List<Transfer> balance(String key) {
        List<Transfer> transfers = new ArrayList<>(escrow.carryOn(key));
        for (Move move : policy.moves(look(key))) {
            try {
                transfers.add(escrow.transfer(key, move.from(), move.to(), move.amount()));
            } catch (KvorumException | TagFull | InsufficientRights | TooManyTransfers e) {
                // The next look sees how it is then.
            }
        }
        return transfers;
    }

    private SortedMap<String, Sight> look(String key) {
        Map<String, Seen> before = seen.computeIfAbsent(key, unknown -> new TreeMap<>());
        SortedMap<String, Sight> sights = new TreeMap<>();
        escrow.read(key).regions().forEach((name, region) -> {
            if (region instanceof RegionView.Reached reached) {
                Seen now = before.getOrDefault(name, Seen.NOTHING).next(reached.spent());
                before.put(name, now);
                sights.put(name, new Sight(reached.left(), now.demand()));
            }
        });
        return sights;
    }
}
