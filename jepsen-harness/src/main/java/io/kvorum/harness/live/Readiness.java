package io.kvorum.harness.live;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a node's admin port whether it serves. */
final class Readiness {
    private static final int TIMEOUT_MS = 1_000;

    private Readiness() {}

    static boolean isReady(ClusterPlan.Node node) {
        HttpURLConnection connection = null;
        try {
            URI uri = URI.create("http://" + LocalPorts.HOST + ":" + node.adminPort() + "/readyz");
            connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
