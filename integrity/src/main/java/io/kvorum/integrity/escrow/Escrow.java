package io.kvorum.integrity.escrow;

import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.integrity.tag.StrongTagStore;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Bounded amounts, by key, that several regions spend: see the package. Safe for use by many threads, and by any number of processes.
 *
 * <p>A request changes the rights of one region by one write. It fails with
 * <ul>
 *   <li>{@link EscrowRefused}: nothing was changed;
 *   <li>{@link TagFull}: too many requests with an id are remembered; nothing was changed;
 *   <li>{@link OutcomeUnknown}: it may be made, now or later; asked for once more under its {@link RequestOptions#id} it has the effect of one;
 *   <li>{@link KvorumException} of another class: the region cannot be reached; nothing was changed;
 *   <li>{@link DamagedShare}: somebody has to look; what is damaged was left alone.
 * </ul>
 */
public final class Escrow {
    /** So many rights can be allocated in a region, and so many one request is about, at most: 2<sup>53</sup>. */
    public static final long MOST_RIGHTS = 1L << 53;

    /** So many regions share a key at most. All their rights together fit 64 bits. */
    public static final int MOST_REGIONS = 64;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:~-]{1,128}");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int FETCHES = 3;

    private final Region home;
    private final EscrowOptions options;
    private final Carrier carrier;

    /**
     * Over buckets that are there.
     *
     * @param home the region whose rights this process spends
     * @param regions all of them, the home with them, each with its bucket: strong, and placed in the region
     */
    public Escrow(String home, Map<String, TagUpdates> regions, EscrowOptions options) {
        if (regions.size() > MOST_REGIONS || !regions.containsKey(home)) {
            throw new IllegalArgumentException("the home region '" + home + "' is one of at most " + MOST_REGIONS
                    + " regions, here " + new TreeSet<>(regions.keySet()));
        }
        SortedMap<String, Region> all = new TreeMap<>();
        regions.forEach((name, updates) -> {
            if (!REGION.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of a region: '" + name + "'");
            }
            all.put(name, new Region(name, updates, options));
        });
        this.options = options;
        this.carrier = new Carrier(Collections.unmodifiableSortedMap(all));
        this.home = region(home);
    }

    /** Over the buckets that {@link #bucket} names. @param home the region whose rights this process spends, one of the regions */
    public static Escrow of(KvorumClient client, String escrow, String home, Set<String> regions) {
        Map<String, TagUpdates> all = new TreeMap<>();
        regions.forEach(region ->
                all.put(region, new TagUpdates(StrongTagStore.of(client, bucket(escrow, region)), TagOptions.DEFAULT)));
        return new Escrow(home, all, EscrowOptions.DEFAULT);
    }

    /** The bucket of a region: of escrow {@code vouchers} in region {@code eu} it is {@code vouchers-eu}. */
    public static String bucket(String escrow, String region) {
        return escrow + "-" + region.toLowerCase(Locale.ROOT);
    }

    /** The region whose rights this process spends. */
    public String home() {
        return home.name();
    }

    public SortedSet<String> regions() {
        return new TreeSet<>(carrier.regions().keySet());
    }

    /** Brings rights into the world. */
    public Rights allocate(String key, String region, long amount) {
        return allocate(key, region, amount, RequestOptions.DEFAULT);
    }

    /** As {@link #allocate(String, String, long)}. */
    public Rights allocate(String key, String region, long amount, RequestOptions request) {
        return make(key, region(region), new Change.Allocate(amount(amount)), request);
    }

    /** Takes rights out of the world that are not spent. */
    public Rights retire(String key, String region, long amount) {
        return retire(key, region, amount, RequestOptions.DEFAULT);
    }

    /** As {@link #retire(String, String, long)}. */
    public Rights retire(String key, String region, long amount, RequestOptions request) {
        return make(key, region(region), new Change.Retire(amount(amount)), request);
    }

    /**
     * Spends rights of the home region.
     *
     * @throws InsufficientRights if it has not enough
     */
    public Rights spend(String key, long amount) {
        return spend(key, amount, RequestOptions.DEFAULT);
    }

    /**
     * As {@link #spend(String, long)}. If it may fetch, what is lacking comes from the regions that have most and can be reached, and some more,
     * for what comes next; it is refused if they have not enough together, and what has come stays.
     */
    public Rights spend(String key, long amount, RequestOptions request) {
        Change spend = new Change.Spend(amount(amount));
        try {
            return make(key, home, spend, request);
        } catch (InsufficientRights e) {
            if (!request.fetch()) {
                throw e;
            }
            return fetchAndSpend(key, spend, request);
        }
    }

    private Rights fetchAndSpend(String key, Change spend, RequestOptions request) {
        Fetching fetching = new Fetching(carrier, home, options);
        InsufficientRights last = null;
        for (int i = 0; i < FETCHES; i++) {
            boolean arrived = fetching.fetch(key, spend.amount());
            try {
                return make(key, home, spend, request);
            } catch (InsufficientRights e) {
                last = e;
                if (!arrived) {
                    break;
                }
            }
        }
        OptionalLong total =
                read(key).total().stream().mapToLong(EscrowView.Total::unspent).findFirst();
        throw new InsufficientRights(home.place(key), spend.amount(), last == null ? 0 : last.local(), total);
    }

    /** Gives rights back that were spent in the home region: they can be spent there again. */
    public Rights giveBack(String key, long amount) {
        return giveBack(key, amount, RequestOptions.DEFAULT);
    }

    /** As {@link #giveBack(String, long)}. */
    public Rights giveBack(String key, long amount, RequestOptions request) {
        return make(key, home, new Change.GiveBack(amount(amount)), request);
    }

    /**
     * Moves rights between two regions. They leave the one by one write, and arrive in the other by another one: if that is not made, they are on
     * their way until somebody carries on.
     *
     * @throws OutcomeUnknown if it may have begun
     */
    public Transfer transfer(String key, String from, String to, long amount) {
        return transfer(key, from, to, amount, RequestOptions.DEFAULT);
    }

    /** As {@link #transfer(String, String, String, long)}. The region that they leave remembers the request. */
    public Transfer transfer(String key, String from, String to, long amount, RequestOptions request) {
        if (region(from).equals(region(to))) {
            throw new IllegalArgumentException(
                    "rights go from one region to another one, not from " + from + " to " + to);
        }
        Change.Send send = new Change.Send(to, amount(amount), options.maxTransfers());
        return carrier.transfer(key(key), region(from), send, request.id());
    }

    /**
     * Lets arrive what is on its way, as far as regions can be reached. Any process may, at any time, and several at once.
     *
     * @return what was found to be on its way, and whether it has arrived now
     */
    public List<Transfer> carryOn(String key) {
        return carrier.carryOn(key(key));
    }

    /** What is where, as far as regions can be reached: one linearizable read of each. */
    public EscrowView read(String key) {
        return Looking.at(key(key), carrier.regions().values());
    }

    private Rights make(String key, Region region, Change change, RequestOptions request) {
        Region.Made made = region.make(key(key), change, request.id());
        return new Rights(region.name(), made.left(), made.repeated());
    }

    private Region region(String name) {
        Region region = carrier.regions().get(name);
        if (region == null) {
            throw new IllegalArgumentException("there is no region '" + name + "' here, only "
                    + carrier.regions().keySet());
        }
        return region;
    }

    private static String key(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "a key has from 1 to 128 letters, digits and . _ : ~ -, so '" + key + "' is none");
        }
        return key;
    }

    private static long amount(long amount) {
        if (amount < 1 || amount > MOST_RIGHTS) {
            throw new IllegalArgumentException("an amount is from 1 to " + MOST_RIGHTS + ", not " + amount);
        }
        return amount;
    }
}
