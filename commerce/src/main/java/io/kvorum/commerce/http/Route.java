package io.kvorum.commerce.http;

/**
 * One operation of a service.
 *
 * @param path with parameters in braces, as {@code /orders/{id}}
 */
public record Route(Method method, String path, Endpoint endpoint) {
    public enum Method {
        GET,
        POST,
        PUT,
        DELETE
    }

    /** Does it. Safe for use by many threads. */
    @FunctionalInterface
    public interface Endpoint {
        /** @throws RuntimeException whatever {@link Failures} knows a problem for */
        Reply answer(Call call) throws InterruptedException;
    }

    public static Route get(String path, Endpoint endpoint) {
        return new Route(Method.GET, path, endpoint);
    }

    public static Route post(String path, Endpoint endpoint) {
        return new Route(Method.POST, path, endpoint);
    }

    public static Route put(String path, Endpoint endpoint) {
        return new Route(Method.PUT, path, endpoint);
    }

    public static Route delete(String path, Endpoint endpoint) {
        return new Route(Method.DELETE, path, endpoint);
    }
}
