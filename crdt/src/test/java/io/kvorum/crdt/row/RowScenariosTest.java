package io.kvorum.crdt.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Short schedules that broke simpler rules. A, B and C are replicas; a1 is A's first dot; w is a write id. */
class RowScenariosTest {
    private static final int KEY = 0;

    private final SimReplica a = new SimReplica(Actor.of(1, 1), 2);
    private final SimReplica b = new SimReplica(Actor.of(2, 1), 2);
    private final SimReplica c = new SimReplica(Actor.of(3, 1), 2);

    private static WriteId w(int sequence) {
        return new WriteId(9, sequence, 0);
    }

    private static Mutation put(SimReplica at, WriteId writeId, CausalContext context) {
        return new Mutation(at.mint(), writeId, 0, Optional.of(Bytes.ofUtf8(writeId.toString())), context);
    }

    private static Mutation delete(SimReplica at, WriteId writeId, CausalContext context) {
        return new Mutation(at.mint(), writeId, 0, Optional.empty(), context);
    }

    private static Mutation apply(Mutation mutation, SimReplica... replicas) {
        for (SimReplica replica : replicas) {
            replica.apply(KEY, mutation, new TreeSet<>());
        }
        return mutation;
    }

    private static CausalContext read(SimReplica replica) {
        return replica.filled(KEY).toContext();
    }

    private static void repair(SimReplica from, SimReplica to) {
        to.receive(from.ship(KEY));
    }

    @Test
    void a_delete_of_what_was_read_elsewhere_also_deletes_the_retry_of_it() {
        apply(put(c, w(0), CausalContext.EMPTY), c);
        CausalContext read = read(c);
        apply(put(a, w(0), CausalContext.EMPTY), a);
        apply(delete(a, w(1), read), a);
        assertThat(a.rows.get(KEY).versions()).isEmpty();
    }

    @Test
    void a_retry_that_arrives_after_the_delete_stays_deleted() {
        apply(put(c, w(0), CausalContext.EMPTY), c);
        Mutation retry = put(a, w(0), CausalContext.EMPTY);
        apply(delete(b, w(1), read(c)), b);
        apply(retry, b);
        assertThat(b.rows.get(KEY).versions()).isEmpty();
    }

    @Test
    void a_context_replaces_by_write_id_before_any_log_is_asked() {
        Mutation retried = put(a, w(0), CausalContext.EMPTY);
        Row row = Rows.apply(Row.EMPTY, DotSet.EMPTY, retried);
        apply(put(c, w(0), CausalContext.EMPTY), c);
        Row replaced = Rows.apply(row, DotSet.of(retried.dot()), delete(c, w(1), read(c)));
        assertThat(replaced.versions()).isEmpty();
    }

    @Test
    void two_versions_of_one_write_are_both_stored_and_one_is_shown() {
        Mutation first = apply(put(a, w(0), CausalContext.EMPTY), a);
        Mutation second = apply(put(b, w(0), CausalContext.EMPTY), b);
        repair(a, b);
        repair(b, a);
        assertThat(a.filled(KEY).liveDots()).containsExactly(first.dot(), second.dot());
        assertThat(Rows.shown(a.filled(KEY).versions()))
                .extracting(Version::dot)
                .containsExactly(first.dot());
        assertThat(a.filled(KEY)).isEqualTo(b.filled(KEY));
    }

    @Test
    void an_add_replaces_what_its_caller_saw_and_nothing_else() {
        Mutation unseen = apply(put(b, w(0), CausalContext.EMPTY), a, b);
        Mutation added = apply(put(a, w(1), CausalContext.EMPTY), a, b);
        assertThat(a.filled(KEY).liveDots()).containsExactly(added.dot(), unseen.dot());
    }

    @Test
    void a_minted_dot_does_not_cover_the_dots_before_it() {
        Mutation first = put(c, w(0), CausalContext.EMPTY);
        c.clock = c.clock.with(first.dot());
        Mutation second = put(c, w(1), CausalContext.EMPTY);
        apply(second, a);
        apply(first, a);
        assertThat(a.filled(KEY).liveDots()).containsExactly(first.dot(), second.dot());
    }

    @Test
    void a_version_that_was_replaced_before_it_arrived_stays_replaced() {
        Mutation old = apply(put(a, w(0), CausalContext.EMPTY), a);
        Mutation next = apply(put(b, w(1), read(a)), b);
        apply(old, b);
        repair(a, b);
        assertThat(b.filled(KEY).liveDots()).containsExactly(next.dot());
    }

    @Test
    void a_context_leaves_the_row_when_the_base_reaches_it() {
        Mutation first = put(a, w(0), CausalContext.EMPTY);
        a.clock = a.clock.with(first.dot());
        Mutation second = put(a, w(1), CausalContext.EMPTY);
        apply(second, b);
        assertThat(b.rows.get(KEY).context()).isEqualTo(DotSet.of(second.dot()));
        apply(first, b);
        assertThat(b.rows.get(KEY).context()).isEqualTo(DotSet.EMPTY);
    }

    @Test
    void an_old_copy_does_not_revive_what_was_deleted_behind_a_gap_in_the_clock() {
        Mutation missing = put(a, w(0), CausalContext.EMPTY);
        a.clock = a.clock.with(missing.dot());
        Mutation old = apply(put(a, w(1), CausalContext.EMPTY), a, b, c);
        SimReplica.Shipped oldCopy = c.ship(KEY);
        apply(delete(a, w(2), read(a)), a, b);
        assertThat(b.clock.base(a.actor)).as("the gap").isZero();
        b.receive(oldCopy);
        assertThat(b.filled(KEY).versions()).isEmpty();
        assertThat(b.filled(KEY).context().contains(old.dot())).isTrue();
    }

    @Test
    void a_filled_row_tells_of_the_delete_that_emptied_it() {
        apply(put(c, w(0), CausalContext.EMPTY), a, c);
        Mutation delete = apply(delete(b, w(1), read(c)), b, a);
        apply(put(a, w(2), CausalContext.EMPTY), a);
        repair(a, c);
        assertThat(c.filled(KEY).context().contains(delete.dot())).isTrue();
        assertThat(c.filled(KEY)).isEqualTo(Rows.merge(c.filled(KEY), b.filled(KEY)));
    }

    @Test
    void a_deleted_key_is_no_row_once_the_clock_covers_it() {
        apply(put(a, w(0), CausalContext.EMPTY), a);
        apply(delete(a, w(1), read(a)), a);
        assertThat(a.rows.get(KEY)).isEqualTo(Row.EMPTY);
        assertThat(a.rows.get(KEY).isEmpty()).isTrue();
    }

    @Test
    void two_versions_of_one_row_never_have_one_dot() {
        Version version = new Version(new Dot(a.actor, 1), w(0), Bytes.EMPTY);
        assertThatThrownBy(() -> new Row(List.of(version, version), DotSet.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
