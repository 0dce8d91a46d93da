package io.kvorum.integrity.guard;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request depends on (RFC 9110, section 13). Immutable.
 *
 * @param ifMatch one of these must be there, compared strongly
 * @param ifNoneMatch none of these must be there, compared weakly; judged if {@code ifMatch} holds or is not asked for
 */
public record Preconditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {
    private static final int FAILED = 412;
    private static final int REQUIRED = 428;

    /** What becomes of a read. */
    public enum Judgement {
        PROCEED,
        /** HTTP 304: the caller has what there is. */
        NOT_MODIFIED,
        /** HTTP 412. */
        FAILED
    }

    /**
     * From header fields.
     *
     * @param ifMatch null: there is none
     * @param ifNoneMatch null: there is none
     * @throws BadPrecondition if one is not what it should be
     */
    public static Preconditions parse(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return new Preconditions(
                Optional.ofNullable(ifMatch).map(EntityTags::parse),
                Optional.ofNullable(ifNoneMatch).map(EntityTags::parse));
    }

    /** The same. @throws PreconditionNotMet with 428 if there is none */
    public Preconditions required() {
        if (ifMatch.isEmpty() && ifNoneMatch.isEmpty()) {
            throw new PreconditionNotMet(
                    REQUIRED,
                    "this request needs If-Match with the ETag that was read, or If-None-Match: * to create; nothing"
                            + " was changed");
        }
        return this;
    }

    /** Of GET and HEAD. @param current the tag of what is there; empty if nothing is */
    public Judgement onRead(Optional<ETag> current) {
        if (!doesMatch(current)) {
            return Judgement.FAILED;
        }
        return doesMatchNone(current) ? Judgement.PROCEED : Judgement.NOT_MODIFIED;
    }

    /** Of all other methods. @param current the tag of what is there; empty if nothing is */
    public boolean holds(Optional<ETag> current) {
        return doesMatch(current) && doesMatchNone(current);
    }

    private boolean doesMatch(Optional<ETag> current) {
        return ifMatch.isEmpty()
                || switch (ifMatch.get()) {
                    case EntityTags.Any any -> current.isPresent();
                    case EntityTags.Listed listed ->
                        listed.tags().stream()
                                .anyMatch(tag ->
                                        current.filter(tag::matchesStrongly).isPresent());
                };
    }

    private boolean doesMatchNone(Optional<ETag> current) {
        return ifNoneMatch.isEmpty()
                || switch (ifNoneMatch.get()) {
                    case EntityTags.Any any -> current.isEmpty();
                    case EntityTags.Listed listed ->
                        listed.tags().stream()
                                .noneMatch(tag ->
                                        current.filter(tag::matchesWeakly).isPresent());
                };
    }

    /**
     * Guards a command of an aggregate: judged in the write itself, against the aggregate's version. To be added behind the guard of the
     * idempotent request, so that a request that was carried out is replayed.
     *
     * <p>The command fails with {@link PreconditionNotMet} if they do not hold.
     */
    public TagGuard onWrite() {
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                long version = Aggregates.version(view.contents());
                Optional<ETag> current = version == 0 ? Optional.empty() : Optional.of(ETag.ofVersion(version));
                if (!holds(current)) {
                    throw new PreconditionNotMet(
                            FAILED,
                            view.contents().tag() + " has "
                                    + current.map(tag -> "ETag " + tag).orElse("no version, for it is not there")
                                    + ", which is not what the request depends on; nothing was changed; read, and"
                                    + " decide");
                }
                return Optional.empty();
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                // It leaves nothing behind.
            }
        };
    }
}
