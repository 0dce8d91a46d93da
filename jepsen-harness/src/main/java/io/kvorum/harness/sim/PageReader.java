package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.ElementsFound;
import io.kvorum.replication.request.ClientRequest;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Lists elements, and judges each page by the history at once: what an acknowledged write has added whose quorum the page's meets, and
 * nobody can have replaced, is in it; what such a write has replaced is not.
 */
final class PageReader {
    private static final int COUNT_PERCENT = 15;

    private final SimWorld world;
    private final Ledger ledger;
    private final Coverage coverage;
    private final CellType type;

    PageReader(SimWorld world, Ledger ledger, Coverage coverage) {
        this.world = world;
        this.ledger = ledger;
        this.coverage = coverage;
        this.type = ledger.typed().type();
    }

    /**
     * Lists from the first element or from some other one, and goes on, page by page, for a while; or counts.
     *
     * @param then called when all is read, or is not
     */
    void read(Op op, RowKey key, int site, SimRandom random, Runnable then) {
        if (random.chance(COUNT_PERCENT)) {
            count(op, key, site, random, then);
        } else {
            read(op, key, random.chance(60) ? Bytes.EMPTY : type.elementOf(key.sub()), site, random, then);
        }
    }

    private void read(Op op, RowKey key, Bytes after, int site, SimRandom random, Runnable then) {
        int limit = 1 + random.below(6);
        long invoked = world.now();
        ClientRequest request = new ClientRequest.ListElements(
                op.bucket(), key.key(), type, after, limit, Optional.of(op.level()), false);
        new Call(world, site, op.patience(), request, random, end -> {
                    if (!(end instanceof Call.End.Success success && success.reply() instanceof ElementsFound page)) {
                        then.run();
                        return;
                    }
                    coverage.met(Coincidence.PAGE_OF_ELEMENTS);
                    judge(new Page(key, after, limit, page, invoked));
                    if (page.next().compareTo(after) > 0 && random.chance(80)) {
                        read(op, key, page.next(), site, random.fork(1), then);
                    } else {
                        then.run();
                    }
                })
                .start();
    }

    /** By one replica, which may lack what others have; but nothing that nobody has ever written. */
    private void count(Op op, RowKey key, int site, SimRandom random, Runnable then) {
        ClientRequest request = new ClientRequest.CountElements(op.bucket(), key.key(), type);
        new Call(world, site, op.patience(), request, random, end -> {
                    if (end instanceof Call.End.Success success
                            && success.reply() instanceof ClientReply.ElementsCounted counted) {
                        coverage.met(Coincidence.ELEMENTS_COUNTED);
                        long most = ledger.writes().stream()
                                .filter(write -> write.key.bucket() == key.bucket()
                                        && write.key.key().equals(key.key()))
                                .map(write -> write.key)
                                .distinct()
                                .count();
                        if (counted.count() < 0 || counted.count() > most) {
                            violate(
                                    Violation.Kind.BUG,
                                    key,
                                    counted.count() + " elements are counted, and " + most + " were ever written");
                        }
                    }
                    then.run();
                })
                .start();
    }

    private record Page(RowKey key, Bytes after, int limit, ElementsFound found, long invoked) {
        boolean covers(Bytes element) {
            return element.compareTo(after) > 0 && (found.next().isEmpty() || element.compareTo(found.next()) <= 0);
        }
    }

    private void judge(Page page) {
        SortedMap<Bytes, NavigableSet<WriteId>> shown = new TreeMap<>();
        Bytes last = page.after;
        for (ClientReply.Element element : page.found.elements()) {
            NavigableSet<WriteId> ids = new TreeSet<>();
            element.versions().stream().map(Version::writeId).forEach(ids::add);
            shown.put(element.element(), ids);
            if (element.element().compareTo(last) <= 0 || !page.covers(element.element())) {
                violate(Violation.Kind.BUG, page.key, "a page after " + page.after + " is " + page.found);
            }
            last = element.element();
        }
        if (!page.found.next().isEmpty() && page.found.next().compareTo(page.after) <= 0) {
            violate(Violation.Kind.BUG, page.key, "a page after " + page.after + " goes on at " + page.found.next());
        }
        if (page.found.elements().size() > page.limit) {
            violate(Violation.Kind.BUG, page.key, "a page of " + page.limit + " is " + page.found);
        }
        for (WriteState write : ledger.writes()) {
            Bytes element = write.key.isElement() ? type.elementOf(write.key.sub()) : Bytes.EMPTY;
            if (write.key.bucket() == page.key.bucket()
                    && write.key.key().equals(page.key.key())
                    && page.covers(element)
                    && ledger.mustBeKnown(
                            write, page.found.receipt().primaries().size(), page.invoked)) {
                judge(page, write, shown.getOrDefault(element, new TreeSet<>()));
            }
        }
    }

    private void judge(Page page, WriteState write, NavigableSet<WriteId> shown) {
        if (write.value.isPresent() && isUntouched(write) && !shown.contains(write.id)) {
            violate(
                    Violation.Kind.STALE_READ,
                    write.key,
                    "a page of " + page.found.receipt() + " lacks " + write.id + ", acknowledged by " + write.receipt);
        }
        for (WriteId old : write.replaces) {
            if (shown.contains(old)) {
                violate(
                        Violation.Kind.CAME_BACK,
                        write.key,
                        "a page of " + page.found.receipt() + " shows " + old + ", which " + write.id
                                + " had replaced");
            }
        }
    }

    private boolean isUntouched(WriteState write) {
        return !ledger.expiries().expires(write.id)
                && ledger.writes().stream()
                        .noneMatch(other -> other.key.equals(write.key)
                                && (other.replaces.contains(write.id)
                                        || write.dot
                                                .filter(other.context::contains)
                                                .isPresent()));
    }

    private void violate(Violation.Kind kind, RowKey key, String text) {
        world.violate(kind, Fingerprints.name(key), text);
    }
}
