package io.kvorum.client;

import io.kvorum.client.TypedBucket.Place;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.MapField;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Maps, in a bucket of type {@code map}. Each field has a type of its own, and is a row of its own: to read or update one costs the same
 * however many there are. A field is there once it is updated, and until all updates of it that are known are removed; an update that a
 * removal has not seen stays. Fields of one name and different types are different fields. Maps can be inside of maps.
 *
 * <pre>{@code
 * MapBucket<String> carts = client.map("carts", Codec.utf8());
 * LastWriterBucket<String, String> note = carts.lastWriterRegister("note", Codec.utf8());
 * note.set("alice", "ring twice");
 * carts.map("items").maxRegister("apples").update("alice", 3);
 * carts.page("alice", Optional.empty(), 100).elements().forEach(System.out::println);
 * carts.remove("alice", "items");
 * }</pre>
 *
 * Immutable and safe for use by many threads.
 */
public final class MapBucket<K> {
    /** Fields in a page at most. */
    public static final int LARGEST_PAGE = SetBucket.LARGEST_PAGE;

    private final TypedBucket bucket;
    private final Codec<K> keys;
    private final List<Bytes> outer;

    MapBucket(TypedBucket bucket, Codec<K> keys, List<Bytes> outer) {
        this.bucket = bucket;
        this.keys = keys;
        this.outer = List.copyOf(outer);
    }

    public String name() {
        return bucket.name();
    }

    /** The same maps with other options for reads, and for the read that comes before an update. */
    public MapBucket<K> reading(ReadOptions options) {
        return new MapBucket<>(bucket.reading(options), keys, outer);
    }

    /** The same maps with other options for updates; see {@link TypedBucket#writing}. */
    public MapBucket<K> writing(WriteOptions options) {
        return new MapBucket<>(bucket.writing(options), keys, outer);
    }

    /** The same maps, used within a session: it remembers fields, not pages. */
    public MapBucket<K> in(Session session) {
        return new MapBucket<>(bucket.in(session), keys, outer);
    }

    /** The maps that are inside of these under this name. They are there as long as a field of theirs is. */
    public MapBucket<K> map(String name) {
        return new MapBucket<>(bucket, keys, path(name));
    }

    public FlagBucket<K> flag(String field) {
        return new FlagBucket<>(cell(field, CellType.FLAG));
    }

    public <V> LastWriterBucket<K, V> lastWriterRegister(String field, Codec<V> values) {
        return new LastWriterBucket<>(cell(field, CellType.LAST_WRITER_REGISTER), values);
    }

    public <V> MultiValueBucket<K, V> multiValueRegister(String field, Codec<V> values) {
        return new MultiValueBucket<>(cell(field, CellType.MULTI_VALUE_REGISTER), values);
    }

    public ExtremeBucket<K> maxRegister(String field) {
        return new ExtremeBucket<>(cell(field, CellType.MAX_REGISTER));
    }

    public ExtremeBucket<K> minRegister(String field) {
        return new ExtremeBucket<>(cell(field, CellType.MIN_REGISTER));
    }

    public <E> DistinctBucket<K, E> distinctCount(String field, Codec<E> elements) {
        return new DistinctBucket<>(cell(field, CellType.DISTINCT_COUNT), elements);
    }

    private KeyedCell<K> cell(String field, CellType type) {
        Bytes element = new MapField(path(field), type).toElement();
        return new KeyedCell<>(bucket, type, key -> new Place(keys.encode(key), element));
    }

    private List<Bytes> path(String name) {
        List<Bytes> path = new ArrayList<>(outer);
        path.add(Bytes.ofUtf8(name));
        return path;
    }

    /**
     * A page of fields in the order of their paths, with those of inner maps, each as a read of it would show. Pages are no snapshot.
     *
     * @param after the {@code next} of the page before; empty: from the first
     * @param limit at most so many, and never more than {@link #LARGEST_PAGE}
     */
    public ElementPage<MapEntry> page(K key, Optional<Bytes> after, int limit) {
        return inner(bucket.found(keys.encode(key), after.or(this::start), limit));
    }

    public CompletionStage<ElementPage<MapEntry>> pageAsync(K key, Optional<Bytes> after, int limit) {
        return bucket.page(keys.encode(key), after.or(this::start), limit)
                .stage()
                .thenApply(this::inner);
    }

    private Optional<Bytes> start() {
        return outer.isEmpty() ? Optional.empty() : Optional.of(MapField.prefix(outer));
    }

    /** What is not inside of these maps comes after all that is. */
    private ElementPage<MapEntry> inner(ElementPage<TypedBucket.Found> page) {
        return bucket.understood(() -> innerOf(page));
    }

    private ElementPage<MapEntry> innerOf(ElementPage<TypedBucket.Found> page) {
        Bytes prefix = MapField.prefix(outer);
        List<MapEntry> entries = page.elements().stream()
                .filter(found -> found.element().startsWith(prefix))
                .flatMap(found -> new MapEntry(MapField.ofElement(found.element()), found.live()).below(outer).stream())
                .toList();
        return new ElementPage<>(entries, page.next().filter(next -> next.startsWith(prefix)), page.receipt());
    }

    /**
     * Removes a field, of whatever types, and the inner map of that name with all its fields. Field by field, each as it is found: what others
     * update meanwhile stays. If it fails some may be removed; it can be done again.
     *
     * @return how many fields were removed
     */
    public int remove(K key, String name) {
        return remove(key, List.of(Bytes.ofUtf8(name)));
    }

    /** The same for one that is further inside: under the last name, in the maps of the names before. */
    public int remove(K key, List<Bytes> path) {
        List<Bytes> whole = new ArrayList<>(outer);
        whole.addAll(path);
        return new MapBucket<>(bucket, keys, whole).removeAll(key);
    }

    /** The fields of that path alone have a type after it; those of an inner map have more of a path. All begin with it. */
    private int removeAll(K key) {
        Bytes prefix = MapField.prefix(outer);
        Bytes map = keys.encode(key);
        int removed = 0;
        Optional<Bytes> after = Optional.of(prefix);
        do {
            ElementPage<Bytes> page = bucket.elements(map, after, LARGEST_PAGE);
            for (Bytes element : page.elements()) {
                if (element.startsWith(prefix)) {
                    bucket.update(new Place(map, element), seen -> millis -> Optional.empty());
                    removed++;
                }
            }
            after = page.next().filter(next -> next.startsWith(prefix));
        } while (after.isPresent());
        return removed;
    }

    /** How many fields there are, with those of inner maps and of all maps around: by the count of one replica, which may lack what others have. */
    public Reading<Long> size(K key) {
        return bucket.size(keys.encode(key));
    }
}
