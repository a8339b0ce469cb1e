// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

/** What every Java of an image is told, one option a line. */
final class Options {
    /**
     * Half of the container's memory is left to tensors, models and ND4J, which aren't on the heap. The serial collector costs
     * least on the one or two cores that a pod has. A process without memory ends and is started again. Nothing is ever read
     * by Java's own serialisation. Text is UTF-8, time is UTC.
     */
    static final String COMMON = "-XX:MaxRAMPercentage=50\n"
            + "-XX:InitialRAMPercentage=10\n"
            + "-XX:+UseSerialGC\n"
            + "-XX:+ExitOnOutOfMemoryError\n"
            + "-XX:-UsePerfData\n"
            + "-Xshare:auto\n"
            + "-Djdk.serialFilter=!*\n"
            + "-Dfile.encoding=UTF-8\n"
            + "-Djava.security.egd=file:/dev/urandom\n"
            + "-Duser.timezone=UTC\n"
            + "-Duser.home=/tmp\n";

    /** Where the native libraries lie. JavaCPP looks there before it looks into jars. */
    static final String NATIVES = "-Donnxruntime.native.path=/deployments/natives\n"
            + "-Djava.library.path=/deployments/natives\n"
            + "-Dorg.bytedeco.javacpp.pathsFirst=true\n"
            + "-Dorg.bytedeco.javacpp.cachedir=/tmp/javacpp\n";

    /**
     * The operator works for moments and rests for hours: the compiler for hot code takes more processor and memory than its
     * code ever gives back.
     */
    static final String OPERATOR = "-XX:TieredStopAtLevel=1\n";

    private Options() {}
}
