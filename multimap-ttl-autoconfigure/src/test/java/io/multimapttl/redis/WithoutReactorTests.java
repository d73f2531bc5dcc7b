package io.multimapttl.redis;

import java.util.List;
import java.util.stream.Stream;

import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.multimapttl.testsupport.IsolatedClassPath;
import io.multimapttl.testsupport.JedisApplication;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application that has no Lettuce, and maybe no Reactor: all works but the
 * reactive form, which says what it needs.
 */
class WithoutReactorTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@ParameterizedTest
	@CsvSource({ "reactor-core, io.projectreactor:reactor-core", "nothing, io.lettuce:lettuce-core" })
	@SuppressWarnings("unchecked")
	void jedisNeedsNoReactor(String missing, String needed) throws Exception {
		RedisURI server = this.redis.server().getNodes().get(0);
		char[] password = server.getCredentialsProvider().resolveCredentials().block().getPassword();
		Object said = new IsolatedClassPath((entry) -> Stream.of("lettuce-", missing).noneMatch(entry::startsWith)).run(
				JedisApplication.class, new Class<?>[] { String.class, String.class, String.class, String.class },
				server.getHost(), String.valueOf(server.getPort()), (password != null) ? new String(password) : "",
				this.redis.keyPrefix());
		assertThat((List<String>) said).first().isEqualTo("[ada]");
		assertThat((List<String>) said).last().asString().contains(needed);
	}

}
