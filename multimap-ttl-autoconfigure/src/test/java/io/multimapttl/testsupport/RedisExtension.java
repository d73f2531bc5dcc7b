package io.multimapttl.testsupport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;

/**
 * What a test needs of a {@link RedisServer}: a key prefix of its own, whose keys are
 * gone afterwards, and a second way to Redis to look at them.
 */
public final class RedisExtension implements AfterEachCallback {

	private final RedisServer server;

	private final StringRedisTemplate template;

	private final Deque<DisposableBean> disposables = new ArrayDeque<>();

	private String keyPrefix = "test." + UUID.randomUUID();

	private boolean reactive;

	public RedisExtension(RedisTopology topology) {
		this(topology.server());
	}

	public RedisExtension(RedisServer server) {
		this.server = server;
		this.template = server.rawTemplate();
	}

	public void useKeyPrefix(String keyPrefix) {
		this.keyPrefix = keyPrefix;
	}

	/**
	 * Has all calls on multimaps that are made from now on go through their reactive
	 * form.
	 */
	public void callReactively() {
		this.reactive = true;
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		cleanUp();
	}

	public void cleanUp() throws Exception {
		while (!this.disposables.isEmpty()) {
			this.disposables.pop().destroy();
		}
		this.template.delete(keys());
	}

	public RedisServer server() {
		return this.server;
	}

	public boolean isCluster() {
		return this.server.isCluster();
	}

	/**
	 * Returns what all keys of this test start with. No glob characters are in it.
	 * @return the key prefix
	 */
	public String keyPrefix() {
		return this.keyPrefix;
	}

	/**
	 * Returns the connection factory that stands for the application's.
	 * @return the connection factory, shared by all tests
	 */
	public LettuceConnectionFactory connectionFactory() {
		return this.server.getConnectionFactory();
	}

	/**
	 * Creates a connection factory that lasts for this test.
	 * @param clientConfiguration how the client behaves
	 * @return a new connection factory
	 */
	public LettuceConnectionFactory connectionFactory(LettuceClientConfiguration clientConfiguration) {
		return disposeAfterwards(this.server.createConnectionFactory(clientConfiguration));
	}

	/**
	 * Returns a multimap factory on the shared connection factory that lasts for this
	 * test.
	 * @return a multimap factory with this test's key prefix
	 */
	public MultiMapWithTTLFactory multiMapFactory() {
		return disposeAfterwards(multiMaps().build());
	}

	/**
	 * Starts building a multimap factory on the shared connection factory.
	 * @return a builder with this test's key prefix
	 */
	public MultiMapWithTTLFactory.Builder multiMaps() {
		return multiMaps(connectionFactory());
	}

	public MultiMapWithTTLFactory.Builder multiMaps(LettuceConnectionFactory connectionFactory) {
		MultiMapWithTTLFactory.Builder multiMaps = MultiMapWithTTLFactory.builder(connectionFactory)
			.keyPrefix(this.keyPrefix);
		return this.reactive ? multiMaps.decorator(BlockingForm::new) : multiMaps;
	}

	public <T extends DisposableBean> T disposeAfterwards(T disposable) {
		this.disposables.push(disposable);
		return disposable;
	}

	/**
	 * Returns a template on other connections than the application's.
	 * @return the template
	 */
	public StringRedisTemplate template() {
		return this.template;
	}

	/**
	 * Returns the key of a name, as it is in Redis.
	 * @param multiMap the multimap
	 * @param name the name
	 * @return the key
	 */
	public RawKey key(RedisMultiMapWithTTL<?> multiMap, String name) {
		return key(multiMap.getKeyPrefix() + ":" + name);
	}

	public RawKey key(String key) {
		return new RawKey(this.template, key);
	}

	/**
	 * Returns all keys of this test.
	 * @return the keys
	 */
	public List<String> keys() {
		List<String> keys = new ArrayList<>();
		ScanOptions options = ScanOptions.scanOptions().match(this.keyPrefix + "*").count(1000).build();
		try (Cursor<String> cursor = this.template.scan(options)) {
			cursor.forEachRemaining(keys::add);
		}
		return keys;
	}

}
