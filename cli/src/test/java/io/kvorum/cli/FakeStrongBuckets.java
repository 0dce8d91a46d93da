package io.kvorum.cli;

import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.protocol.client.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Strong buckets that commands have created, and those of them that cannot be reached. */
final class FakeStrongBuckets {
    private static final int FIRST_ID = 100;

    private final SortedMap<String, FakeStrongBucket> buckets = new TreeMap<>();
    private final SortedMap<String, Map<String, String>> properties = new TreeMap<>();
    /** Names of buckets whose region is away. */
    final Set<String> away = new HashSet<>();

    /** Buckets of other kinds are not kept. */
    void create(String name, Map<String, String> of) {
        if ("strong".equals(of.get("kind"))) {
            buckets.putIfAbsent(name, new FakeStrongBucket());
            properties.putIfAbsent(name, Map.copyOf(of));
        }
    }

    FakeStrongBucket find(String name) {
        FakeStrongBucket bucket = buckets.get(name);
        if (bucket == null) {
            throw Refusals.bad(ErrorCode.ERROR_CODE_WRONG_KIND);
        }
        if (away.contains(name)) {
            throw Refusals.unavailable();
        }
        return bucket;
    }

    List<BucketInfo> infos() {
        List<BucketInfo> infos = new ArrayList<>();
        properties.forEach(
                (name, of) -> infos.add(new BucketInfo(FIRST_ID + infos.size(), name, 0, new TreeMap<>(of))));
        return infos;
    }
}
