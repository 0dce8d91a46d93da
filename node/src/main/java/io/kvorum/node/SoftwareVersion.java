package io.kvorum.node;

/** The version of this software, as its jar says. */
final class SoftwareVersion {
    private SoftwareVersion() {}

    static String text() {
        String version = SoftwareVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
