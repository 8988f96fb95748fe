package org.waywiser.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.waywiser.keys.agent.PathText;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.ProtectingSa;
import org.waywiser.protocol.path.Way;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;

/** What protects a path, for people. */
public final class PathLines {
    private PathLines() {}

    /** What it comes to, and who says so. */
    public static String verdict(PathReport path) {
        return path.protection().words() + ", says "
                + switch (path.source()) {
                    case KERNEL -> "the kernel";
                    case AGENT -> "the agent";
                    case HA -> "who negotiated it";
                    case MTU -> "its MTU";
                };
    }

    /** The lines below: SAs, overhead, MTU, and why no more is known. */
    public static List<String> details(PathReport path) {
        var lines = new ArrayList<String>();
        ways(path.test(), path.testBack(), lines);
        if (!same(path.control(), path.test()))
            lines.add("control there: " + path.control().protection().words());
        if (!same(path.controlBack(), path.testBack()))
            lines.add("control back: " + path.controlBack().protection().words());
        path.overhead()
                .ifPresent(overhead -> lines.add("%s octets more on the wire for each packet"
                        .formatted(
                                overhead.fewest() == overhead.most()
                                        ? overhead.fewest()
                                        : overhead.fewest() + " to " + overhead.most())));
        mtu(path, lines);
        if (!path.note().isEmpty()) lines.add(path.note());
        return lines;
    }

    private static boolean same(Way one, Way other) {
        return one.protection() == other.protection() && one.sas().equals(other.sas());
    }

    private static void ways(Way out, Way in, List<String> lines) {
        out.sas().forEach(sa -> addSa("there ", sa, lines));
        in.sas().forEach(sa -> addSa("back  ", sa, lines));
        if (out.protection() != in.protection()) {
            lines.add("there: " + out.protection().words());
            lines.add("back: " + in.protection().words());
        }
        if (!out.sas().isEmpty() && out.required() != in.required()) {
            lines.add("no policy insists on it for packets that " + (out.required() ? "come back" : "leave"));
        }
    }

    private static void addSa(String label, ProtectingSa sa, List<String> lines) {
        lines.add(label + sa(sa));
        if (sa.mode() == SaMode.TUNNEL)
            lines.add(" ".repeat(label.length()) + "from " + PathText.address(sa.from()) + " to "
                    + PathText.address(sa.to()));
    }

    private static String sa(ProtectingSa sa) {
        var text = new StringBuilder(sa.protocol() == SaId.AH ? "AH" : "ESP");
        text.append(' ').append(sa.mode().name().toLowerCase(Locale.ROOT));
        text.append(" %08x".formatted(sa.spi()));
        sa.cipher().ifPresent(cipher -> {
            text.append(", ").append(cipher.name());
            if (cipher.keyBits() > 0) text.append(' ').append(cipher.keyBits());
        });
        sa.integrity().ifPresent(name -> text.append(", ").append(name));
        if (sa.inUdp()) text.append(", in UDP");
        return text.toString();
    }

    private static void mtu(PathReport path, List<String> lines) {
        int seen = path.mtu().path();
        if (seen == PathMtu.UNKNOWN) return;
        String link = path.mtu().link() == PathMtu.UNKNOWN
                ? ""
                : ", the link " + path.mtu().link();
        boolean odd = path.consistent().map(consistent -> !consistent).orElse(false)
                && !path.test().sas().isEmpty();
        String alone =
                odd ? "; the SAs alone would leave " + path.predictedMtu().orElseThrow() : "";
        lines.add("takes packets of " + seen + " octets" + link + alone);
    }
}
