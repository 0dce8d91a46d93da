package io.kvorum.cli.output;

/** How data is printed. */
public enum Format {
    /** Columns for people. */
    TABLE,
    /** One JSON document on one line. */
    JSON,
    /** One JSON document per item. */
    JSONL,
    /** Bytes as they are; one line per item for lists. */
    RAW
}
