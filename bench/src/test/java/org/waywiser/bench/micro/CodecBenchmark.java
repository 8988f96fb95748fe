package org.waywiser.bench.micro;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

/** Fields of test packets, written to memory off the heap and read from it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    @Param({"OPEN", "SECURE"})
    private PacketFormat format = PacketFormat.OPEN;

    private MemorySegment memory = MemorySegment.NULL;
    private SenderPacket sender = new SenderPacket(PacketFormat.OPEN);
    private ReflectedPacket reflected = new ReflectedPacket(PacketFormat.OPEN);
    private long sequence;

    @Setup
    public void lay() {
        memory = Arena.ofAuto().allocate(format.reflectedLength(), 8);
        sender = new SenderPacket(format).wrap(memory);
        reflected = new ReflectedPacket(format).wrap(memory);
    }

    @Benchmark
    public Object writesOfASender() {
        return sender.wrap(memory)
                .clear()
                .sequenceNumber(sequence++ & 0xffff_ffffL)
                .timestamp(sequence)
                .errorEstimate(1);
    }

    @Benchmark
    public Object writesOfAReflector() {
        return reflected
                .wrap(memory)
                .clear()
                .sequenceNumber(sequence++ & 0xffff_ffffL)
                .timestamp(sequence)
                .errorEstimate(1)
                .receiveTimestamp(sequence)
                .senderSequenceNumber(sequence & 0xffff_ffffL)
                .senderTimestamp(sequence)
                .senderErrorEstimate(1)
                .senderTtl(255);
    }

    @Benchmark
    public long readsOfASender() {
        reflected.wrap(memory);
        return reflected.sequenceNumber()
                + reflected.timestamp()
                + reflected.errorEstimate()
                + reflected.receiveTimestamp()
                + reflected.senderSequenceNumber()
                + reflected.senderTimestamp()
                + reflected.senderErrorEstimate()
                + reflected.senderTtl();
    }
}
