package org.waywiser.cli;

import java.util.OptionalInt;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.net.udp.Pacing;

/** How exactly packets are to leave on time. */
final class PacingOptions extends Options {
    private final Flag precise = flag("--precise")
            .help("Wake up before a packet's time and spin until then: half of them within 0.1 us, for a fifth of a"
                    + " processor or more. Default: sleep until then, some 30 to 50 us late.");

    private final Option<Integer> cpu = option(Integer.class, "--cpu")
            .label("N")
            .help("Send on this processor only, counted from 0. Default: on any.");

    private final Option<Integer> realtime = option(Integer.class, "--realtime")
            .label("PRIORITY")
            .help("Send under SCHED_FIFO with a priority of 1 to 99, before other programs; needs CAP_SYS_NICE.");

    /** What is asked for, once it is known to be granted. */
    Pacing pacing() throws UserError {
        if (cpu.given() && cpu.get() < 0) throw new UserError(ExitStatus.USAGE, "--cpu must be 0 or more");
        if (realtime.given() && (realtime.get() < 1 || realtime.get() > 99))
            throw new UserError(ExitStatus.USAGE, "--realtime must be 1 to 99");
        var pacing = new Pacing(precise.given(), number(cpu), number(realtime));
        try {
            pacing.check();
        } catch (Pacing.Refused e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
        return pacing;
    }

    private static OptionalInt number(Option<Integer> option) {
        return option.given() ? OptionalInt.of(option.get()) : OptionalInt.empty();
    }
}
