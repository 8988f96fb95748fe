package org.waywiser.wire.xfrm;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/**
 * An entry of the Security Policy Database: {@code xfrm_userpolicy_info} and its attributes. RFC 4301 §4.4.1.
 *
 * @param priority the smallest number wins
 * @param index by which the kernel knows it
 * @param direction {@link #IN}, {@link #OUT}; forwarding is 2, and policies of single sockets have 3 and 4
 * @param block whether packets are discarded
 * @param main whether it is of the main table, and not of the one that is asked first for subtypes
 * @param templates SAs it demands; none to let packets pass as they are, or to block them
 */
public record Policy(
        Selector selector,
        long priority,
        long index,
        int direction,
        boolean block,
        boolean main,
        List<Template> templates,
        Mark mark,
        long ifId) {
    public static final int IN = 0;
    public static final int OUT = 1;

    private static final int LIFETIMES = 64 + 32;

    public Policy {
        templates = List.copyOf(templates);
    }

    /** The fixed part alone, without templates. */
    static Policy readFixed(WireReader in) throws MalformedMessage {
        var selector = Selector.read(in);
        in.skip(LIFETIMES);
        long priority = HostOrder.u32(in);
        long index = HostOrder.u32(in);
        int direction = in.u8();
        boolean block = in.u8() != 0;
        in.skip(6); // flags, share, padding
        return new Policy(selector, priority, index, direction, block, true, List.of(), Mark.NONE, 0);
    }

    static Policy read(WireReader in) throws MalformedMessage {
        Policy fixed = readFixed(in);
        var templates = new ArrayList<Template>();
        boolean main = true;
        Mark mark = Mark.NONE;
        long ifId = 0;
        while (in.remaining() > 0) {
            var attribute = Attribute.read(in);
            var value = attribute.value();
            switch (attribute.type()) {
                case Attribute.TEMPLATES -> {
                    while (value.remaining() > 0) templates.add(Template.read(value));
                }
                case Attribute.POLICY_TYPE -> main = value.u8() == 0;
                case Attribute.MARK -> mark = Mark.read(value);
                case Attribute.IF_ID -> ifId = HostOrder.u32(value);
                default -> {} // nothing that matters here
            }
        }
        return new Policy(
                fixed.selector, fixed.priority, fixed.index, fixed.direction, fixed.block, main, templates, mark, ifId);
    }

    /**
     * An SA that a policy demands: {@code xfrm_user_tmpl}.
     *
     * @param destination of tunnel mode, 4 or 16 octets
     * @param spi 0 where any will do
     * @param optional whether packets may pass without it
     */
    public record Template(
            Octets destination, int spi, int protocol, Octets source, long request, SaMode mode, boolean optional) {
        static Template read(WireReader in) throws MalformedMessage {
            var destination = HostOrder.address(in);
            int spi = (int) in.u32();
            int protocol = in.u8();
            in.skip(3); // padding
            int family = HostOrder.u16(in);
            in.skip(2); // padding
            var source = HostOrder.address(in);
            long request = HostOrder.u32(in);
            var mode = SaMode.of(in.u8());
            in.skip(1); // share
            boolean optional = in.u8() != 0;
            in.skip(1 + 12); // padding, algorithms that are allowed
            return new Template(
                    HostOrder.ofFamily(destination, family),
                    spi,
                    protocol,
                    HostOrder.ofFamily(source, family),
                    request,
                    mode,
                    optional);
        }
    }
}
