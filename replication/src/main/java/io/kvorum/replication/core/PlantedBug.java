package io.kvorum.replication.core;

/**
 * Known mistakes that the core can be told to make, so that the simulator can show that it would find them. A node never
 * sets one: only {@link ShardConfig} of a simulation carries them. Each names the rule that it breaks.
 */
public enum PlantedBug {
    /** A read's digest matches although the siblings differ. */
    DIGEST_IGNORES_SIBLINGS,
    /** A read gives as its as-of what is known when it answers, not when its row was decided. */
    AS_OF_OF_THE_ANSWER,
    /** A read merges the answers into the row as it is when they come, not as it was when it asked. */
    MERGE_THE_ROW_OF_NOW,
    /** A read merges the row of its start, but lets the log say what is undone that has learned more since. */
    JUDGE_THE_ROW_OF_THE_START_BY_THE_LOG_OF_NOW,
    /** The read answers before the laggards of its quorum have the merged row. */
    ANSWER_BEFORE_WRITE_BACK,
    /** A fallback counts as a replica under a strict level. */
    FALLBACK_COUNTS_AS_PRIMARY,
    /** The oldest sibling is dropped when there are too many. */
    SIBLING_DROPPED_AT_CAP,
    /** An answer to an older request counts for the present one. */
    LATE_REPLY_COUNTS,
    /** When the deadline passes the coordinator says "not applied" although the write went out. */
    DEADLINE_FORGETS_WRITE,
    /** A retry is minted again: known write ids are not looked up and not dropped when they meet. */
    WRITE_IDS_IGNORED,
    /** Another request under a known write id is taken for a retry. */
    FINGERPRINT_IGNORED,
    /** A context that does not prove to be of this key is taken for none. */
    FORGED_CONTEXT_TAKEN_FOR_NONE,
    /** Contexts name no write ids: only dots are removed. */
    REMOVED_IDS_NOT_NAMED,
    /** A known id is acknowledged without sending the mutation again. */
    KNOWN_ID_ANSWERED_AT_ONCE,
    /** A write removes what the coordinator sees, not what the caller saw. */
    REMOVES_WHAT_COORDINATOR_SEES,
    /** The caller's context counts as a plain vector. */
    CONTEXT_IS_PLAIN_VECTOR,
    /** The caller's context is used but not kept in the row. */
    CONTEXT_NOT_JOINED,
    /** The mutation's own dot does not join the row's context. */
    OWN_DOT_NOT_JOINED,
    /** Two versions of one write id are stored as one. */
    SAME_ID_STORED_ONCE,
    /** A clock is adopted from any answer, without the checks. */
    ADOPT_ANY_CLOCK,
    /** A missing dot without a log entry is passed over when a clock is adopted. */
    PRUNED_DOTS_IGNORED,
    /** Hints are dropped when their target has been wiped. */
    HINT_BOUND_TO_INCARNATION,
    /** A hint whose owner has a damaged row in its place is tried again before all others. */
    HINT_OF_DAMAGED_ROW_GOES_FIRST,
    /** Messages and replies leave before they are durable. */
    SEND_BEFORE_DURABLE,
    /** After a crash the node goes on under its actor, although mutations of it had left before they were durable. */
    UNCLEAN_START_KEEPS_ACTOR,
    /** Rows are stripped by the clock's exceptions too, but filled by its base. */
    STRIP_BY_EXCEPTIONS,
    /** The context of a filled row enters the clock. */
    ROW_CONTEXT_ENTERS_CLOCK,
    /** Log entries are forgotten as soon as the present clocks cover them, inside the window, and without a horizon. */
    PRUNE_INSIDE_WINDOW,
    /** A restored directory goes on under its old actor. */
    OLD_COPY_KEEPS_ACTOR,
    /** A deleted row is removed with its context although the clock does not cover it. */
    DELETED_ROW_FORGOTTEN,
    /** A change of the bucket catalogue is acknowledged, and spread, when it is durable at the serialiser alone. */
    ACKNOWLEDGE_CATALOGUE_CHANGE_ALONE,
    /** A serialiser with a new or an old disk believes it, and does not ask the other metadata nodes. */
    EMPTY_SERIALISER_BELIEVES_ITS_DISK,
    /** What was proposed for the catalogue and perhaps stored by a majority is not finished by the next serialiser. */
    OPEN_CATALOGUE_CHANGE_FORGOTTEN,
    /** A mutation or row that comes late for a dropped bucket is stored. */
    LATE_ROWS_OF_DROPPED_BUCKETS_STORED,
    /** That a partition is purged of a dropped bucket is noted when it begins, and a crash ends it. */
    PURGE_NOT_RESUMED,
    /** The count of the log's entries is not written when it changes by itself. */
    LOG_COUNT_NOT_SAVED,
    /** A crowded log forgets entries inside the window of their ids. */
    FORGET_INSIDE_WINDOW,
    /** A crowded log forgets entries that name removed writes before every replica has them. */
    FORGET_ENTRIES_THAT_NAME_REMOVED_IDS,
    /** A leaf of the tree is written only when its number of rows changes. */
    LEAF_SAVED_NOW_AND_THEN,
    /** The rows of a dropped bucket go without being taken out of the tree. */
    TREE_KEEPS_PURGED_ROWS,
    /** Rows in which trees differ are merged without asking whether one side has lost something. */
    TREE_MERGES_WITHOUT_JUDGING,
    /** Whoever lacks a version that its clock covers has lost it, whatever else it knows of the key. */
    DAMAGE_WITHOUT_KNOWLEDGE,
    /** What is above a hole in the other side's clock counts as unknown to it when damage is judged. */
    DAMAGE_JUDGED_BY_BASES,
    /** When a leaf is split its upper half counts as empty. */
    SPLIT_FORGETS_UPPER_HALF,
    /** A read shows dots of which the row has no trace before they are durable. */
    NEWS_WITHOUT_A_TRACE_IN_THE_ROW,
    /** An increment that is there under two dots counts twice. */
    EACH_DOT_OF_AN_INCREMENT_COUNTS,
    /** A read of a counter shows increments that the coordinator alone may have. */
    COUNTER_SHOWS_WHAT_IT_ALONE_HAS,
    /** A read of a counter asks others, and shows the coordinator's own sum. */
    COUNTER_OF_ONE_REPLICA,
    /** An answer to a read of a counter that cannot tell what is lacking counts for the level. */
    COUNTER_ANSWER_OF_NO_USE_COUNTS,
    /** The row of a folded increment counts beside the sum that it is in. */
    FOLDED_INCREMENT_COUNTS_AGAIN,
    /** An increment is taken although it was issued before the time up to which others may fold. */
    FOLD_FLOOR_NOT_CHECKED,
    /** A replica folds what it has, whatever the others may still take. */
    FOLD_WITHOUT_FLOORS,
    /** A replica that has lost its disk lets others fold before it has what it had passed on to some of them. */
    FOLD_FLOOR_OF_A_NEW_DISK,
    /** A replica folds although it may lack what the others have. */
    FOLD_WITHOUT_CLOCKS,
    /** A read of a counter does not look whether increments were folded meanwhile. */
    COUNTER_READ_OVER_A_FOLD,
    /** A folded increment is dropped as soon as one replica has the sum, and then, as that one knows it, at those that have not. */
    FOLDED_INCREMENT_TAKEN_FOR_REMOVED,
    /** A read of a counter adds an increment that it finds on its way, although it is in the coordinator's sum. */
    INCREMENT_ON_ITS_WAY_COUNTS_TWICE,
    /** Rows are taken as they are, whatever their checksum says. */
    ROW_CHECKSUM_IGNORED,
    /** What did not fit its checksum once counts as damaged, although it is read whole later. */
    DAMAGE_REMEMBERED,
    /** A key whose row is damaged counts as one that has no row. */
    DAMAGED_ROW_COUNTS_AS_NONE,
    /** A replica answers exchanges as if it had no row where it has a damaged one. */
    DAMAGED_ROW_SHIPPED_AS_NONE,
    /** Dots that an answer withholds, since its row is damaged, are adopted like those that it ships. */
    WITHHELD_DOTS_ADOPTED,
    /** A damaged row is replaced by what the first other replica has that answers. */
    DAMAGED_ROW_REPLACED_FROM_ONE,
    /** A damaged row is replaced although it may hold a write that only its replica knows, and that may still come elsewhere. */
    DAMAGED_ROW_REPLACED_AT_ONCE,
    /** Who cannot catch up by the log is sent rows that differ, but not those that look the same and whose context is not stripped. */
    UNSTRIPPED_ROWS_NOT_SHIPPED,
    /** Who cannot catch up by the log keeps rows that the other side has no more. */
    ROWS_ABSENT_FROM_PAGES_KEPT,
    /** A key that both sides have counts as equal, whatever its versions are. */
    EQUAL_KEYS_ARE_EQUAL_ROWS,
    /** The scrub reads rows and compares them with nothing. */
    SCRUB_BELIEVES_THE_TREE,
    /** A page of changes that ends early gives the clock as the position after it. */
    FEED_POSITION_IS_THE_CLOCK,
    /** A consumer of changes is served from a position that reaches back beyond the log. */
    FEED_IGNORES_FORGOTTEN_ENTRIES,
    /** A consumer of changes is served by a replica that lacks what another one has shown it. */
    FEED_SERVED_BY_LAGGARDS,
    /** The position after a page says that the consumer was shown a row that is damaged, and was left out. */
    FEED_PASSES_OVER_DAMAGED_ROWS,
    /** A position holds only dots of the clock, not those that the shown rows knew of besides. */
    FEED_FORGETS_WHAT_ROWS_KNEW,
    /** A row that was restored or merged after a comparison is not shown to consumers of changes. */
    MENDED_ROWS_ARE_NO_CHANGE,
    /** A replica removes what has expired by its own clock, and asks nobody. */
    EXPIRED_BY_OWN_CLOCK,
    /** A replica removes what has expired by any one clock that it heard of. */
    EXPIRED_BY_ONE_CLOCK,
    /** What has expired is removed as soon as a majority of clocks say so, although others may be behind them. */
    EXPIRED_WITHOUT_BOUND,
    /** A ttl counts from the arrival of the write, not from its issue time. */
    TTL_COUNTED_FROM_ARRIVAL,
    /** A retry whose dot is known is sent with the expiry that the bucket would give it now. */
    RETRY_GETS_ANOTHER_EXPIRY,
    /** When a version has expired all that the row shows is removed. */
    EXPIRY_REMOVES_THE_ROW,
    /** When rows are merged it is not noted when their versions expire. */
    EXPIRY_NOT_NOTED_ON_MERGE,
    /** The context of a read does not name what the read hides as expired. */
    EXPIRED_NOT_NAMED,
    /** What another type's operation writes is stored. */
    OTHER_TYPE_TAKEN,
    /** The coordinator gives a last-writer register's value its stamp, at each attempt anew. */
    COORDINATOR_STAMPS,
    /** A writer of a max or min register writes its own number, whatever it was shown. */
    EXTREME_WRITES_OWN_NUMBER,
    /** A writer of a distinct count writes a sketch of what it adds alone. */
    SKETCH_NOT_JOINED,
    /** A writer of a last-writer register stamps with its clock alone, whatever it was shown. */
    STAMP_NOT_ABOVE_WHAT_WAS_SEEN,
    /** A disabling counts as one that every enabling has seen. */
    DISABLE_WINS_READ_AS_ENABLE_WINS,
    /** An element that is removed stays in the index of its key's elements. */
    REMOVED_ELEMENT_STAYS_LISTED,
    /** The count of a key's elements grows with every add, also of one that is in. */
    EVERY_ADD_COUNTS,
    /** Whether an element was in before is taken from its row, which may have vanished, and not from the index. */
    ELEMENT_COUNTED_BY_THE_ROW_BEFORE,
    /** After a comparison of trees an element is asked for by the hash of its key, and not of its row. */
    ELEMENT_RESYNCED_BY_ITS_KEY,
    /** A page of elements at a level lists those that the coordinator's own index has. */
    PAGE_OF_ONE_INDEX,
    /** A page of elements goes on after the last one of the longest index, although others were cut off before. */
    PAGE_NOT_CUT_AT_THE_SHORTEST_INDEX,
    /** A removal from a remove-wins set is a delete, and leaves no mark. */
    REMOVAL_LEAVES_NO_MARK,
    /** An element of a remove-wins set is in if any add is there. */
    REMOVE_WINS_READ_AS_ADD_WINS,
    /** An acceptor compares a ballot with its bare promises only, not with what it has accepted. */
    ACCEPTOR_COMPARES_BARE_PROMISES_ONLY,
    /** A register answers before what it says is durable. */
    REGISTER_ANSWERS_BEFORE_DURABLE,
    /** A proposer keeps a promise for its next round although the round before failed. */
    CACHED_PROMISE_KEPT,
    /** A read in one trip shows the highest value, although its ballots differ. */
    READ_SHOWS_THE_HIGHEST,
    /** What the sessions of a register did last is not carried on to the next value. */
    REGISTER_MEMORY_NOT_CARRIED,
    /** Ids that were forgotten are taken for new ones. */
    REGISTER_FORGETS_IDS_SILENTLY,
    /** A retry of an update is applied without looking whether it was. */
    REGISTER_RETRY_APPLIED_TWICE,
    /** A retry whose conditions do not hold is answered without a record. */
    RETRY_CONFLICT_NOT_RECORDED,
    /** An update that failed after others may have accepted it is judged as if it were sent for the first time. */
    PARTIAL_ACCEPT_FORGOTTEN,
    /** Of a batch over a tag only the first change is made. */
    TAG_BATCH_SPLIT,
    /** A replica drops a tombstone of a register without asking whether the others have it too. */
    TOMBSTONE_DROPPED_EARLY,
    /** A consumer of a strong bucket's changes is shown what the serving replica has accepted, decided or not. */
    FEED_SHOWS_UNDECIDED,
    /** An acceptor does not note that what it accepts may never be published. */
    UNPUBLISHED_NOT_NOTED,
    /** A client believes that its update was refused by a condition, though it has asked again since. */
    EARLIER_CONFLICT_BELIEVED,
    /** A tombstone that is dropped leaves no trace of its version in the floor. */
    VERSION_RESTARTS_AFTER_DROP,
    /** Who learns again keeps what it had of registers that no other replica has any more. */
    OLD_COPY_KEEPS_REGISTERS,
    /** A replica that has nothing of a register counts as one that has its tombstone, or has had it. */
    BARE_ABSENCE_COUNTS,
    /** A node votes for linearizable keys before any other replica could say that its directory is an old copy. */
    OLD_COPY_VOTES_UNCONFIRMED,
    /** Another incarnation of a node is named in the epoch of the one before, whose promises it does not know. */
    RELEARNED_WITHOUT_NEW_EPOCH,
    /** What one of the others has accepted is copied by a node that learns as if a majority had. */
    COPY_COUNTS_AS_VOTE,
    /** Who gathers what is left votes when most have told it what they have, not all. */
    GATHERS_FROM_A_MAJORITY,
    /** An acceptor that has lost its disk votes at once. */
    EMPTY_ACCEPTOR_VOTES,
    /** A late mutation below the horizon is applied. */
    HORIZON_NOT_CHECKED
}
