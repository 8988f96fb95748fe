package org.waywiser.net.linux;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;

/** Whether the calls of this package can be made here: on Linux on x86-64 or AArch64, unless {@value #PORTABLE} forbids them. */
public final class Linux {
    /** A system property: where it is {@code true} there are no calls of Linux, as on another system. */
    public static final String PORTABLE = "waywiser.portable";

    /** As the virtual machine names them. */
    private static final Set<String> MACHINES = Set.of("amd64", "aarch64");

    /** What was found out once. */
    private static final class Found {
        static final Optional<String> MISSING = missingOn(
                        System.getProperty("os.name"), System.getProperty("os.arch"), ByteOrder.nativeOrder())
                .or(Found::linker);

        private static Optional<String> linker() {
            try {
                var _ = Native.function("strerror");
                return Optional.empty();
            } catch (LinkageError e) {
                // such as --illegal-native-access=deny
                return Optional.of("functions of C cannot be called: " + (e.getCause() == null ? e : e.getCause()));
            }
        }
    }

    private Linux() {}

    /** Why they cannot be made; empty where they can. */
    public static Optional<String> missing() {
        return Boolean.getBoolean(PORTABLE)
                ? Optional.of(PORTABLE + " is set, which forbids calls of Linux")
                : Found.MISSING;
    }

    static Optional<String> missingOn(String system, String machine, ByteOrder order) {
        boolean known = system.equals("Linux") && MACHINES.contains(machine) && order == ByteOrder.LITTLE_ENDIAN;
        return known
                ? Optional.empty()
                : Optional.of("this is " + system + " on " + machine + ", not Linux on x86-64 or AArch64");
    }

    /** @throws IOException with what is missing */
    static void require() throws IOException {
        Optional<String> missing = missing();
        if (missing.isPresent()) throw new IOException(missing.get());
    }
}
