package org.waywiser.lab.load;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names of all threads of this virtual machine, virtual ones too, but those that it keeps for its own purposes. */
final class ThreadCensus {
    private static final Pattern THREAD = Pattern.compile("^#\\d+ \"([^\"]*)\"( virtual)?.*");

    /** Carriers and pollers of virtual threads, compilers and the like come and go as the machine likes. */
    private static final Pattern OF_THE_MACHINE = Pattern.compile(
            "ForkJoinPool[-.].*|VirtualThread-.*|(Master|Sub)?Poller.*|.*Cleaner.*|C[12] CompilerThread.*|process"
                    + " reaper.*|Attach Listener|Finalizer|Notification Thread|Reference Handler|Signal Dispatcher");

    private ThreadCensus() {}

    /** @param file is written over */
    static List<String> take(Path file) throws IOException {
        Files.deleteIfExists(file);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
        var names = new ArrayList<String>();
        for (String line : Files.readAllLines(file)) {
            var matcher = THREAD.matcher(line);
            if (matcher.matches() && !OF_THE_MACHINE.matcher(matcher.group(1)).matches()) names.add(matcher.group(1));
        }
        names.sort(null);
        return names;
    }
}
