package com.hiltreview;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image's ahead-of-time cache: its training sends requests that succeed, and its flags are those of later starts. */
class TrainingTests {
    private static final Pattern FLAG = Pattern.compile("-XX:[+-]Use\\w+");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /**
     * The classes under test are in directories, of which the JVM makes no cache. So this JVM's place is taken by a script that runs
     * it on them, and writes a file in the cache's place when it has ended.
     */
    private void fakeJava() throws IOException {
        var java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, """
                #!/usr/bin/env bash
                for argument; do case $argument in -XX:AOTCacheOutput=*) cache=${argument#*=} ;; esac; done
                trap 'kill -TERM "$jvm"' TERM
                %s/bin/java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s &
                jvm=$!
                while kill -0 "$jvm" 2>/dev/null; do wait "$jvm"; done
                echo trained >"$cache"
                """.formatted(
                        System.getProperty("java.home"),
                        System.getProperty("java.class.path"),
                        HiltReviewApplication.class.getName()));
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    /** It starts the service and sends hundreds of requests, which takes a minute; so it runs with the tests of chaos. */
    @Test
    @Tag("chaos")
    @Timeout(180)
    void sendsRequestsThatSucceed() throws Exception {
        fakeJava();
        var output = directory.resolve("training.log");
        var cache = directory.resolve("cache.aot");
        var builder = new ProcessBuilder("bash", "docker/train.sh", "hilt-review.jar", cache.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().put("TRAINING_ROUNDS", "1");
        builder.environment().put("TRAINING_PORT", Integer.toString(ServiceProcess.freePort()));
        // Settings of the caller: none of them may reach the service that is trained.
        builder.environment().put("DATABASE_URL", "postgres://nobody@127.0.0.1:1/in-use");
        builder.environment().put("HILT_ENV", "production");
        var training = builder.start();
        try {
            assertThat(training.waitFor(170, TimeUnit.SECONDS)).isTrue();
        } finally {
            training.destroy();
        }
        assertThat(training.exitValue()).as(Files.readString(output)).isZero();
        assertThat(cache).hasContent("trained");
    }

    @Test
    void usesTheFlagsOfTheImageThatACacheDependsOn() throws IOException {
        var dockerfile = Files.readString(Path.of("Dockerfile"));
        int training = dockerfile.indexOf("train.sh hilt-review.jar");
        int entryPoint = dockerfile.indexOf("ENTRYPOINT");
        assertThat(training).isPositive().isLessThan(entryPoint);
        assertThat(flags(dockerfile.substring(training, dockerfile.indexOf("FROM", training))))
                .isEqualTo(flags(dockerfile.substring(entryPoint)));
    }

    private static List<String> flags(String text) {
        return FLAG.matcher(text).results().map(MatchResult::group).sorted().toList();
    }
}
