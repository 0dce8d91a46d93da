package io.kvorum.integrity.fake;

import io.kvorum.integrity.fake.FakeTagStore.Faults;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plays a story again and again, each time with another fault at another call of the store: every fault at every call, and every pair of
 * them. After each the world heals, is recovered as after a restart, and is checked.
 */
public final class Explorer {
    /** A story, from its beginning. Made anew for each time it is played. */
    public interface World {
        /** What happens, with faults. May throw what clients throw, or die. */
        void run();

        /** It ended, by itself or otherwise. @param failure what it threw; null: nothing */
        default void ended(@Nullable Throwable failure) {}

        /** As after a restart: nothing is left but what the store has. Nothing fails any more. */
        void recover();

        /** @throws AssertionError if something is not as promised */
        void check();
    }

    private final Function<Faults, World> worlds;
    private int played;

    private Explorer(Function<Faults, World> worlds) {
        this.worlds = worlds;
    }

    /** @return how many stories were played; @throws AssertionError of the first in which something was not as promised */
    public static int everyFault(Function<Faults, World> worlds) {
        return every(worlds, EnumSet.allOf(Fault.class), Set.of());
    }

    /** Every fault alone, and followed by every one of the others. */
    public static int everyPair(Function<Faults, World> worlds, Set<Fault> first, Set<Fault> second) {
        return every(worlds, first, second);
    }

    private static int every(Function<Faults, World> worlds, Set<Fault> first, Set<Fault> second) {
        Explorer explorer = new Explorer(worlds);
        int calls = explorer.play(new Faults(), "no fault");
        for (Fault fault : first) {
            for (int call = 0; call < calls; call++) {
                int more = explorer.play(new Faults().at(call, fault), fault + " at call " + call);
                for (Fault next : second) {
                    for (int later = call + 1; later < more; later++) {
                        explorer.play(
                                new Faults().at(call, fault).at(later, next),
                                fault + " at call " + call + ", " + next + " at call " + later);
                    }
                }
            }
        }
        return explorer.played;
    }

    /** @return how many calls the story made before it was recovered */
    private int play(Faults faults, String what) {
        played++;
        World world = worlds.apply(faults);
        int calls = 0;
        try {
            Throwable failure = null;
            try {
                world.run();
            } catch (RuntimeException | Crash e) {
                failure = e;
            }
            calls = faults.calls().size();
            faults.heal();
            world.ended(failure);
            world.recover();
            world.check();
            return calls;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    what + ", calls " + faults.calls() + ", of which the last "
                            + (faults.calls().size() - calls) + " after recovery: " + e.getMessage(),
                    e);
        }
    }
}
