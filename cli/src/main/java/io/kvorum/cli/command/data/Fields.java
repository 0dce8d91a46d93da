package io.kvorum.cli.command.data;

import io.kvorum.cli.WriteIds;
import io.kvorum.cli.output.Json;
import io.kvorum.client.Context;
import io.kvorum.client.Receipt;
import io.kvorum.client.Sibling;
import io.kvorum.client.Updated;
import io.kvorum.client.Versioned;
import io.kvorum.client.Written;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The client's answers as fields of documents. */
public final class Fields {
    private Fields() {}

    public static Map<String, Object> key(String bucket, Bytes key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket);
        Json.putBytes(fields, "key", key.array());
        return fields;
    }

    public static Map<String, Object> receipt(Receipt receipt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("required", receipt.required());
        fields.put("primaries", receipt.primaries());
        fields.put("fallbacks", receipt.fallbacks());
        fields.put("levelMet", receipt.levelMet());
        fields.put("disagreed", receipt.disagreed());
        receipt.asOf().ifPresent(time -> fields.put("asOf", time.toString()));
        return fields;
    }

    static Map<String, Object> sibling(Sibling<Bytes> sibling) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Json.putBytes(fields, "value", sibling.value().array());
        fields.put("dot", sibling.dot().toString());
        fields.put("writeId", WriteIds.text(sibling.writeId()));
        sibling.expiresAt().ifPresent(time -> fields.put("expiresAt", time.toString()));
        return fields;
    }

    static List<Map<String, Object>> siblings(List<Sibling<Bytes>> siblings) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Sibling<Bytes> sibling : siblings) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("number", rows.size() + 1);
            row.putAll(sibling(sibling));
            rows.add(row);
        }
        return rows;
    }

    static void putContext(Map<String, Object> fields, Context context) {
        if (!context.isEmpty()) {
            fields.put("context", context.toString());
        }
    }

    /** Without the value. */
    static Map<String, Object> versioned(String bucket, Bytes key, Versioned<Bytes> found) {
        Map<String, Object> fields = key(bucket, key);
        fields.put("found", true);
        fields.put("version", found.version());
        fields.put("linearizable", found.linearizable());
        fields.put("receipt", receipt(found.receipt()));
        return fields;
    }

    public static Map<String, Object> updated(String bucket, Updated updated) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket);
        fields.put("version", updated.version());
        fields.put("writeId", WriteIds.text(updated.writeId()));
        fields.put("receipt", receipt(updated.receipt()));
        return fields;
    }

    public static Map<String, Object> written(String bucket, Bytes key, Written written) {
        Map<String, Object> fields = key(bucket, key);
        putContext(fields, written.context());
        fields.put("dot", written.dot().toString());
        fields.put("writeId", WriteIds.text(written.writeId()));
        fields.put("receipt", receipt(written.receipt()));
        return fields;
    }
}
