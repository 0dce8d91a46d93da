package io.kvorum.node.shard;

/** What a shard counts. Called on its thread. */
public interface ShardMeter {
    ShardMeter NONE = new ShardMeter() {
        @Override
        public void committed(long bytes) {}

        @Override
        public void drained(int events, long nanos) {}

        @Override
        public void expired() {}
    };

    /** A batch was committed. */
    void committed(long bytes);

    /** One round through the inbox. */
    void drained(int events, long nanos);

    /** A request's deadline passed while it waited in the inbox. */
    void expired();
}
