package io.kvorum.client.connect;

import io.kvorum.protocol.frame.FrameCodec;
import java.time.Duration;

/**
 * Limits and intervals of connections.
 *
 * @param connectTimeout for the TCP connect, and again for the hello: a stopped process still accepts connections
 * @param pingInterval how often a connection that carries requests is looked at, and pinged if nothing came meanwhile
 * @param silentPings after so many intervals in a row without a byte the connection is given up
 * @param idleIntervals a connection without requests is pinged in every so manieth interval only
 * @param reconnectMin first pause before connecting again; doubles up to {@code reconnectMax}, with full jitter
 * @param maxFrameBytes limit of a frame's length field
 * @param maxUnsentBytes what may wait in a connection's send buffer; beyond it requests are refused
 */
public record ConnectionSettings(
        String clientName,
        Duration connectTimeout,
        Duration pingInterval,
        int silentPings,
        int idleIntervals,
        Duration reconnectMin,
        Duration reconnectMax,
        int maxFrameBytes,
        int maxUnsentBytes) {

    public static ConnectionSettings defaults(String clientName) {
        return new ConnectionSettings(
                clientName,
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                4,
                10,
                Duration.ofMillis(50),
                Duration.ofSeconds(2),
                FrameCodec.DEFAULT_MAX_FRAME_BYTES,
                8 << 20);
    }
}
