/**
 * The port: tells clients and peers apart by their first frame, decodes clients' requests, hands each to its shard, gathers what
 * several shards answer, and sends the responses. Limits the connections, and what each may have in flight, by not reading.
 */
@NullMarked
package io.kvorum.node.serve;

import org.jspecify.annotations.NullMarked;
