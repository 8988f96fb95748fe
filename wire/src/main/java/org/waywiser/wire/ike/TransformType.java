package org.waywiser.wire.ike;

/** What a transform is for. RFC 7296 §3.3.2. */
public record TransformType(int number) {
    public static final TransformType ENCR = new TransformType(1);
    public static final TransformType PRF = new TransformType(2);
    public static final TransformType INTEG = new TransformType(3);
    public static final TransformType DH = new TransformType(4);
    public static final TransformType ESN = new TransformType(5);

    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "ENCR";
            case 2 -> "PRF";
            case 3 -> "INTEG";
            case 4 -> "D-H";
            case 5 -> "ESN";
            default -> "transform type " + number;
        };
    }
}
