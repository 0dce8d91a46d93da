package io.kvorum.replication.topology;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the properties that a client names for a bucket. */
final class BucketProperties {
    private static final List<String> NOT_BUILT = List.of("durability");
    private static final List<String> OF_STRONG = List.of("kind", "placement", "feed");
    private static final String FEED_RETENTION = "feed-retention";

    private BucketProperties() {}

    /** What {@link #apply} made. */
    sealed interface Applied {}

    record Valid(Bucket bucket) implements Applied {}

    record Invalid(ErrorCode code, String message) implements Applied {}

    /** The bucket with the properties changed that are named; those of a bucket that is about to be created start from defaults. */
    static Applied apply(Bucket base, Map<String, String> properties) {
        Bucket bucket = base;
        for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
            Applied applied = apply(bucket, property.getKey(), property.getValue());
            if (applied instanceof Valid valid) {
                bucket = valid.bucket();
            } else {
                return applied;
            }
        }
        Bucket wanted = bucket;
        return withinReplicas(wanted)
                .or(() -> marksThatExpire(wanted))
                .or(() -> incrementsThatExpire(wanted))
                .or(() -> wanted.isStrong() ? eventualOnly(wanted, base, properties) : strongOnly(properties))
                .<Applied>map(message -> new Invalid(ErrorCode.BAD_REQUEST, message))
                .orElse(new Valid(wanted));
    }

    private static Optional<String> marksThatExpire(Bucket wanted) {
        return wanted.type().hasMarks() && !wanted.ttl().isZero()
                ? Optional.of("ttl=" + Retention.toText(wanted.ttl()) + " means nothing for a " + wanted.type()
                        + ": were its marks of what was removed or disabled to expire, what they have not seen would"
                        + " come back")
                : Optional.empty();
    }

    private static Optional<String> incrementsThatExpire(Bucket wanted) {
        return wanted.type().isCounter() && !wanted.ttl().isZero()
                ? Optional.of("ttl=" + Retention.toText(wanted.ttl()) + " means nothing for a " + wanted.type()
                        + ": its increments do not expire")
                : Optional.empty();
    }

    private static Optional<String> strongOnly(Map<String, String> properties) {
        return properties.containsKey("feed")
                ? Optional.of("feed=" + properties.get("feed")
                        + " is for strong buckets only: an eventual bucket always has a change feed; leave it out")
                : Optional.empty();
    }

    /** Names a property that would change something which strong buckets do not have; empty if there is none. */
    private static Optional<String> eventualOnly(Bucket wanted, Bucket base, Map<String, String> properties) {
        return new TreeMap<>(properties)
                .entrySet().stream()
                        .filter(property -> !OF_STRONG.contains(property.getKey()))
                        .filter(property -> !wanted.feed() || !property.getKey().equals(FEED_RETENTION))
                        .filter(property -> !apply(base, property.getKey(), property.getValue())
                                .equals(new Valid(base)))
                        .findFirst()
                        .map(property -> property.getKey() + "=" + property.getValue()
                                + " means nothing for a strong bucket: a majority of its replicas decides each update,"
                                + " and nothing expires; its properties are " + String.join(", ", OF_STRONG)
                                + ", and with feed=true " + FEED_RETENTION);
    }

    /** The properties in the form in which they are given. */
    static String describe(Bucket bucket) {
        return "kind=" + nameOf(bucket.kind()) + " placement=" + bucket.placement() + " r=" + bucket.read() + " w="
                + bucket.write() + " sloppy=" + bucket.sloppy() + " max-siblings=" + bucket.maxSiblings() + " ttl="
                + Retention.toText(bucket.ttl())
                + " feed-retention=" + Retention.toText(bucket.feedRetention())
                + (bucket.isStrong() ? " feed=" + bucket.feed() : " type=" + bucket.type());
    }

    /** Says which level asks for more replicas than the bucket has, or for none; empty if neither does. */
    static Optional<String> withinReplicas(Bucket bucket) {
        return withinReplicas("r", bucket.read(), bucket).or(() -> withinReplicas("w", bucket.write(), bucket));
    }

    private static Optional<String> withinReplicas(String name, Level level, Bucket bucket) {
        int replicas = bucket.placement().replicas();
        boolean fits = level.kind() != Level.Kind.COUNT || (level.count() >= 1 && level.count() <= replicas);
        return fits
                ? Optional.empty()
                : Optional.of(name + "=" + level.count() + " is not between 1 and N=" + replicas
                        + ", the replicas of placement " + bucket.placement());
    }

    private static Applied apply(Bucket bucket, String name, String value) {
        return switch (name) {
            case "placement" ->
                switch (Placements.parse(value)) {
                    case Placements.Valid valid -> new Valid(bucket.withPlacement(valid.placement()));
                    case Placements.Invalid invalid -> new Invalid(ErrorCode.BAD_REQUEST, invalid.message());
                };
            case "kind" -> kind(bucket, value);
            case "r" ->
                Level.parse(value)
                        .<Applied>map(level -> new Valid(bucket.withRead(level)))
                        .orElse(notALevel(name, value));
            case "w" ->
                Level.parse(value)
                        .<Applied>map(level -> new Valid(bucket.withWrite(level)))
                        .orElse(notALevel(name, value));
            case "sloppy" -> flag(name, value, bucket::withSloppy);
            case "feed" -> flag(name, value, bucket::withFeed);
            case "type" ->
                CellType.parse(value)
                        .<Applied>map(type -> new Valid(bucket.withType(type)))
                        .orElse(new Invalid(
                                ErrorCode.BAD_REQUEST,
                                "type is one of " + String.join(", ", CellType.texts()) + "; not '" + value + "'"));
            case "max-siblings" -> maxSiblings(bucket, value);
            case "ttl" -> duration(name, value, Bucket.LONGEST_TTL, bucket::withTtl);
            case FEED_RETENTION -> duration(name, value, Bucket.LONGEST_FEED_RETENTION, bucket::withFeedRetention);
            default -> unbuiltOrUnknown(bucket, name, value);
        };
    }

    private static Applied flag(String name, String value, Function<Boolean, Bucket> changed) {
        return value.equals("true") || value.equals("false")
                ? new Valid(changed.apply(value.equals("true")))
                : new Invalid(ErrorCode.BAD_REQUEST, name + " is true or false, not '" + value + "'");
    }

    private static Applied duration(String name, String value, Duration longest, Function<Duration, Bucket> changed) {
        return Retention.parse(value, longest)
                .<Applied>map(duration -> new Valid(changed.apply(duration)))
                .orElse(new Invalid(
                        ErrorCode.BAD_REQUEST, name + " is " + Retention.form(longest) + ", not '" + value + "'"));
    }

    /** The name of a kind, as it is given. */
    static String nameOf(Bucket.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Applied kind(Bucket bucket, String value) {
        for (Bucket.Kind kind : Bucket.Kind.values()) {
            if (nameOf(kind).equals(value)) {
                return new Valid(bucket.withKind(kind));
            }
        }
        return new Invalid(ErrorCode.BAD_REQUEST, "kind is eventual or strong, not '" + value + "'");
    }

    private static Applied maxSiblings(Bucket bucket, String value) {
        boolean digits =
                !value.isEmpty() && value.length() <= 4 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        int count = digits ? Integer.parseInt(value) : 0;
        return count >= 1 && count <= Bucket.MOST_SIBLINGS
                ? new Valid(bucket.withMaxSiblings(count))
                : new Invalid(
                        ErrorCode.BAD_REQUEST,
                        "max-siblings is a number from 1 to " + Bucket.MOST_SIBLINGS + ", not '" + value + "'");
    }

    private static Invalid notALevel(String name, String value) {
        return new Invalid(
                ErrorCode.BAD_REQUEST,
                name + " is a number or one, local_quorum, quorum, each_quorum, all; not '" + value + "'");
    }

    private static Applied unbuiltOrUnknown(Bucket bucket, String name, String value) {
        String property = name + "=" + value;
        if (property.equals("durability=fsync")) {
            return new Valid(bucket);
        }
        if (NOT_BUILT.contains(name)) {
            return new Invalid(ErrorCode.NOT_SUPPORTED, property + " is not built yet; buckets are durability=fsync");
        }
        String nearest = Names.nearest(name, ClientRequest.BUCKET_PROPERTIES);
        return new Invalid(
                ErrorCode.BAD_REQUEST,
                "there is no property '" + name + "' of buckets; the nearest is '" + nearest + "', all are "
                        + String.join(", ", ClientRequest.BUCKET_PROPERTIES));
    }
}
