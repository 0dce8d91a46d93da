/**
 * HTTP, the same for the three services: problems as RFC 9457, idempotency keys, conditional requests, health, metrics, a server that drains, and calls from
 * service to service.
 *
 * <p>A resource is a list of {@link io.kvorum.commerce.http.Route}s, whose endpoints are functions from a {@link io.kvorum.commerce.http.Call}
 * to a {@link io.kvorum.commerce.http.Reply}; what they throw becomes a {@link io.kvorum.commerce.http.Problem} in one place,
 * {@link io.kvorum.commerce.http.Failures}. Only {@link io.kvorum.commerce.http.ApiServer} knows the web server.
 */
@NullMarked
package io.kvorum.commerce.http;

import org.jspecify.annotations.NullMarked;
