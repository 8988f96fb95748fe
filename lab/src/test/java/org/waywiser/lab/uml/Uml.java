package org.waywiser.lab.uml;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A machine with a kernel of its own, as a process of this one: User-Mode Linux on the root file system of this machine, which it
 * cannot write to but for one directory. It boots, takes its steps one after the other as root, and halts; a step that fails
 * is the last. Two hosts are there, the namespaces a and b:
 *
 * <pre>
 *   a  va  10.0.0.1, 2001:db8::1 ---- 10.0.0.2, 2001:db8::2  vb  b
 * </pre>
 *
 * Scripts are of sh with {@code set -eu}, begin in the directory, and have three commands beside those of the machine:
 * {@code waywiser}; {@code java} with the class path of the tests; and {@code await FILE PATTERN}, which waits until a program in the
 * background has printed that. In the directory lie what they leave behind and what each step has printed.
 */
public final class Uml {
    /** Address of the host a. */
    public static final String A = "10.0.0.1";
    /** Address of the host b. */
    public static final String B = "10.0.0.2";
    /** Address of the host a with IPv6. */
    public static final String A6 = "2001:db8::1";
    /** Address of the host b with IPv6. */
    public static final String B6 = "2001:db8::2";

    private static final String INIT = """
        #!/bin/sh
        export PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
        mount -t proc proc /proc
        mount -t sysfs sys /sys
        mount -t tmpfs tmpfs /run
        mount -t devpts devpts /dev/pts
        mount -t hostfs none "@DIRECTORY@" -o "@DIRECTORY@"
        cd "@DIRECTORY@"
        export TMPDIR=$PWD
        {
          mkdir -p /run/mod/lib/modules /run/bin
          ln -s /usr/lib/uml/modules/* /run/mod/lib/modules/$(uname -r)
          printf '#!/bin/sh\\nexec /usr/sbin/modprobe -d /run/mod "$@"\\n' >/run/bin/modprobe
          printf '#!/bin/sh\\nexec @JAVA@ "$@"\\n' >/run/bin/java
          printf '#!/bin/sh\\nexec /run/bin/java org.waywiser.cli.Waywiser "$@"\\n' >/run/bin/waywiser
          cat >/run/bin/await <<'END'
        #!/bin/sh
        for attempt in $(seq 1200); do
          grep -qse "$2" "$1" && exit
          sleep 0.05
        done
        echo "no $2 in $1:"
        cat "$1"
        exit 1
        END
          chmod +x /run/bin/*
          mkdir /run/class-path
          number=0
          while read -r entry; do # some may lie in the home of root, where ordinary users cannot go
            if [ -d "$entry" ]; then mkdir /run/class-path/$number; else touch /run/class-path/$number; fi
            mount --bind "$entry" /run/class-path/$number || exit
            number=$((number + 1))
          done <class-path
          echo /run/bin/modprobe >/proc/sys/kernel/modprobe
          for module in xfrm_user esp4 esp6 ah4 ah6 veth sch_netem sch_prio cls_u32 tun udp_diag; do modprobe $module || exit; done
          ip link set lo up
          for host in a b; do ip netns add $host; ip -n $host link set lo up; done
          ip link add va netns a type veth peer name vb netns b
          ip -n a addr add 10.0.0.1/24 dev va
          ip -n b addr add 10.0.0.2/24 dev vb
          ip -n a addr add 2001:db8::1/64 dev va nodad
          ip -n b addr add 2001:db8::2/64 dev vb nodad
          for host in a b; do ip -n $host link set v$host up; done
        } >setup.out 2>&1 && for step in step-?.sh; do
          sh -eu $step >${step%.sh}.out 2>&1 </dev/null
          status=$?
          echo $status >${step%.sh}.status
          [ $status = 0 ] || break
        done
        sync
        halt -f
        """;

    private static final Path KERNEL = Path.of("/usr/bin/linux.uml");

    private final Path directory;
    private final List<String> steps = new ArrayList<>();
    private int seconds = 120;

    private Uml(Path directory) {
        this.directory = directory;
    }

    /**
     * A machine to be.
     *
     * @param directory the one that it can write to; empty
     */
    public static Uml on(Path directory) {
        return new Uml(directory.toAbsolutePath());
    }

    /** How long it may take from power on to halt; 120 s unless told otherwise. */
    public Uml within(int limit) {
        seconds = limit;
        return this;
    }

    /** Runs a shell script. */
    public Uml script(String text) {
        steps.add(text);
        return this;
    }

    /** Runs a main method; it can reach the hosts with {@code Namespace.existing("a")}. */
    public Uml java(Class<?> main, String... arguments) {
        return script(Stream.concat(Stream.of("java", main.getName()), Stream.of(arguments))
                .map(Uml::quoted)
                .reduce("exec", (words, word) -> words + " " + word));
    }

    /** Boots and waits for the halt; what the steps have printed. Fails if one of them does not end with status 0 in time. */
    public String boot() throws IOException, InterruptedException {
        if (!Files.isExecutable(KERNEL)) throw new AssertionError("install user-mode-linux: there is no " + KERNEL);
        if (steps.isEmpty() || steps.size() > 10) throw new IllegalStateException(steps.size() + " steps");
        // JUnit makes it for its user alone
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(directory.resolve("class-path"), classPath());
        Path init = directory.resolve("init");
        Files.writeString(
                init, INIT.replace("@DIRECTORY@", directory.toString()).replace("@JAVA@", java()));
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (int i = 0; i < steps.size(); i++) Files.writeString(directory.resolve("step-" + i + ".sh"), steps.get(i));
        boolean halted = run(init);
        for (int i = 0; i < steps.size(); i++) {
            String status = read("step-" + i + ".status").strip();
            if (status.equals("0")) continue;
            String end =
                    !status.isEmpty() ? "status " + status : halted ? "the machine" : "nothing in " + seconds + " s";
            throw new AssertionError("step " + i + " ended with " + end + ":\n" + read("setup.out") + printed());
        }
        return printed();
    }

    /** What was printed after each heading, by heading: the rest of a line after {@code ==}. */
    public static Map<String, String> sections(String printed) {
        return Arrays.stream(printed.split("== ", -1))
                .filter(section -> section.contains("\n"))
                .collect(Collectors.toMap(
                        section -> section.substring(0, section.indexOf('\n')),
                        section -> section.substring(section.indexOf('\n'))));
    }

    /** Its processes are in a process namespace of their own, so that none is left whatever happens. */
    private boolean run(Path init) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        KERNEL.toString(),
                        "mem=2G",
                        "root=/dev/root",
                        "rootfstype=hostfs",
                        "rootflags=/",
                        "ro",
                        "init=" + init,
                        "con=null",
                        "con0=fd:0,fd:1",
                        "quiet")
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(directory.resolve("console").toFile()))
                .start();
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private String printed() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) text.append(read("step-" + i + ".out"));
        return text.toString();
    }

    private String read(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }

    private String java() {
        return String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // one slow processor: what is short must start fast
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                IntStream.range(0, classPath().size())
                        .mapToObj(number -> "/run/class-path/" + number)
                        .collect(Collectors.joining(":")));
    }

    private static List<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> Files.exists(Path.of(entry)))
                .toList();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
