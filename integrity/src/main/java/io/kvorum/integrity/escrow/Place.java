package io.kvorum.integrity.escrow;

/** Where a share is. */
record Place(String key, String region) {
    @Override
    public String toString() {
        return "'" + key + "' in region " + region;
    }
}
