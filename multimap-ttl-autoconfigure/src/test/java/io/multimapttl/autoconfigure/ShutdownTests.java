package io.multimapttl.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisURI;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.EveryOperation;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.RedisConnectionFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What an application can do with its multimaps while its context closes, as when an
 * instance takes its own name away.
 */
class ShutdownTests {

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	@ParameterizedTest
	@ValueSource(strings = { "lettuce", "jedis" })
	void multiMapsWorkUntilTheContextHasStopped(String client) {
		RedisURI server = this.redis.server().getNodes().get(0);
		char[] password = server.getCredentialsProvider().resolveCredentials().block().getPassword();
		Instance instance = new Instance();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, MultiMapTtlAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.client-type=" + client, "spring.data.redis.host=" + server.getHost(),
					"spring.data.redis.port=" + server.getPort(),
					"spring.data.redis.password=" + ((password != null) ? new String(password) : ""),
					"multimap.ttl.key-prefix=" + this.redis.keyPrefix())
			.withBean(Instance.class, () -> instance)
			.run((context) -> {
				instance.multiMap = multiMap(context);
				instance.multiMap.addAll("instances", List.of("event", "lifecycle", "destroy"));
			});
		assertThat(instance.removed).containsEntry("event", true)
			.containsEntry("lifecycle", true)
			.hasEntrySatisfying("destroy",
					(failure) -> assertThat(failure).isInstanceOf(RedisConnectionFailureException.class));
		EveryOperation.of("name", "value")
			.forEach((call) -> assertThat(catchThrowable(() -> call.accept(instance.multiMap))).as(call.toString())
				.isInstanceOf(RedisConnectionFailureException.class));
	}

	@SuppressWarnings("unchecked")
	private static RedisMultiMapWithTTL<String> multiMap(ApplicationContext context) {
		return (RedisMultiMapWithTTL<String>) context.getBean("multiMapWithTTL");
	}

	/**
	 * Takes values away, each at another moment of the context's end.
	 */
	static class Instance implements SmartLifecycle, DisposableBean {

		private final Map<String, Object> removed = new ConcurrentHashMap<>();

		private RedisMultiMapWithTTL<String> multiMap;

		private boolean running;

		private void remove(String value) {
			try {
				this.removed.put(value, this.multiMap.remove("instances", value));
			}
			catch (RuntimeException ex) {
				this.removed.put(value, ex);
			}
		}

		@EventListener(ContextClosedEvent.class)
		void onClosed() {
			remove("event");
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			remove("lifecycle");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public void destroy() {
			remove("destroy");
		}

	}

}
