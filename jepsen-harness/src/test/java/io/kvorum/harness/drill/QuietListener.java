package io.kvorum.harness.drill;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it is told. */
final class QuietListener implements DrillListener {
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void chapter(String title) {
        told.add(title);
    }

    @Override
    public void event(String what) {
        told.add(what);
    }

    @Override
    public void load(long operations, long indefinite) {}

    @Override
    public void judging(long done, long total) {}
}
