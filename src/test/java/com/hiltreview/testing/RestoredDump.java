package com.hiltreview.testing;

import com.hiltreview.journal.Epochs;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Makes the data look as if it had been dumped from another cluster, and does what the service does at its next start. */
public final class RestoredDump {
    private RestoredDump() {}

    public static void simulate(ApplicationContext context) throws Exception {
        context.getBean(JdbcTemplate.class).update("""
                update journal_epochs set system_identifier = 'that of another cluster'
                where epoch = (select epoch from current_epoch)
                """);
        context.getBean(Epochs.class).afterPropertiesSet();
        context.getBean("feedEpoch", InitializingBean.class).afterPropertiesSet();
    }
}
